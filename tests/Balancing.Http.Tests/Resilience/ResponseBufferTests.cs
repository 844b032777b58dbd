using Balancing.Http.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Balancing.Http.Tests.Resilience;

/// <summary>The beginning of an answer is read before the caller gets it, and nobody notices but for what breaks off.</summary>
public sealed class ResponseBufferTests : IAsyncLifetime
{
    private const int Size = 10_000;

    private readonly OrderedLoadBalancer _order = new();
    private TestServer _first = null!;
    private TestServer _second = null!;
    private Cluster _cluster = null!;
    private HttpClient _client = null!;
    private RequestDelegate _sick = _ => Task.CompletedTask;

    public async Task InitializeAsync()
    {
        _first = await TestServer.StartAsync(context => _sick(context));
        _second = await TestServer.StartAsync(context => context.Response.WriteAsync("well"));
        _cluster = TestClusters.Of(_order, _first.Address, _second.Address);
        _client = new HttpClient(BalancingHandlerChain.Create(_cluster, resilience: new ResilienceOptions { Retry = { BufferedResponseSize = Size } })) { BaseAddress = new Uri("http://catalog/") };
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_ThatBreaksOffWithinTheBuffer_IsAskedForElsewhere(bool synchronously)
    {
        _sick = async context =>
        {
            context.Response.ContentLength = Size;
            await context.Response.Body.WriteAsync(new byte[Size / 2]);
            await context.Response.Body.FlushAsync();
            context.Abort();
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");

        using var response = synchronously ? _client.Send(request) : await _client.SendAsync(request);

        Assert.Equal("well", await response.Content.ReadAsStringAsync());
        Assert.Equal(OutcomeKind.LocalOriginFailure, _order.Outcomes.First().Kind);
        Assert.Equal(0, _cluster.InFlight());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(Size - 1)]
    [InlineData(Size)]
    [InlineData(Size + 1)]
    [InlineData(Size * 5)]
    public async Task Answer_IsTheSameByteForByte(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        foreach (var chunked in new[] { false, true })
        {
            foreach (var synchronously in new[] { false, true })
            {
                _sick = async context =>
                {
                    context.Response.Headers["X-Mine"] = "header";
                    context.Response.ContentType = "application/x-mine";
                    if (!chunked) context.Response.ContentLength = length;
                    for (var at = 0; at < length; at += 3000)
                    {
                        await context.Response.Body.WriteAsync(bytes.AsMemory(at, Math.Min(3000, length - at)));
                        await context.Response.Body.FlushAsync();
                    }
                };
                using var request = new HttpRequestMessage(HttpMethod.Get, "/");

                using var response = synchronously ? _client.Send(request, HttpCompletionOption.ResponseHeadersRead) : await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

                // A short answer is over when the caller gets it; one of exactly the size has an end that nobody has looked for, if it is chunked.
                if (length < Size || (length == Size && !chunked)) Assert.Equal(0, _cluster.InFlight());
                Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync());
                Assert.Equal(("header", "application/x-mine"), (response.Headers.GetValues("X-Mine").Single(), response.Content.Headers.ContentType!.MediaType));
                if (!chunked) Assert.Equal(length, response.Content.Headers.ContentLength);
                Assert.Equal(0, _cluster.InFlight());
            }
        }
    }

    [Theory]
    [InlineData("text/event-stream")]
    [InlineData("Text/Event-Stream; charset=utf-8")]
    public async Task EventStream_IsPassedOnAsItComes(string type)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sick = async context =>
        {
            context.Response.ContentType = type;
            await context.Response.WriteAsync("data: 1\n\n");
            await context.Response.Body.FlushAsync();
            await seen.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, context.RequestAborted);
        };

        using var response = await _client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead).WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System);
        var body = await response.Content.ReadAsStreamAsync();

        Assert.Equal((byte)'d', body.ReadByte());
        seen.SetResult();
    }

    [Theory]
    [InlineData("HEAD", 200)]
    [InlineData("GET", 204)]
    [InlineData("GET", 304)]
    public async Task AnswerWithoutABody_IsPassedOn(string method, int status)
    {
        _sick = context =>
        {
            context.Response.StatusCode = status;
            if (method == "HEAD") context.Response.ContentLength = 1234;
            return Task.CompletedTask;
        };
        using var request = new HttpRequestMessage(new HttpMethod(method), "/");

        using var response = await _client.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        if (method == "HEAD") Assert.Equal(1234, response.Content.Headers.ContentLength);
        Assert.Equal(0, _cluster.InFlight());
    }

    [Fact]
    public async Task AnswerToWhatMayNotBeSentTwice_IsNotHeldBack()
    {
        _sick = async context =>
        {
            await context.Response.WriteAsync("begun");
            await context.Response.Body.FlushAsync();
            context.Abort();
        };

        await Assert.ThrowsAsync<HttpRequestException>(() => _client.PostAsync("/", new StringContent("order")));

        Assert.Equal(0, _second.Requests);
    }
}
