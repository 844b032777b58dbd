using System.Runtime.CompilerServices;
using Balancing.Http.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Balancing.Http.Tests.Behaviour;

/// <summary>In flight from the pick until the body has ended, exactly once, against a real server that streams.</summary>
public sealed class InFlightTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RecordingLoadBalancer _recorder = new();
    private readonly FakeTimeProvider _time = new();
    private TestServer _server = null!;
    private Cluster _cluster = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        // Every path but / sends half and waits; then /stream sends the rest and /abort resets the connection.
        _server = await TestServer.StartAsync(async context =>
        {
            if (context.Request.Path == "/empty") return;
            await context.Response.WriteAsync(new string('a', 1000));
            await context.Response.Body.FlushAsync();
            if (context.Request.Path != "/") await _finish.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, context.RequestAborted);
            if (context.Request.Path == "/abort") context.Abort();
            else await context.Response.WriteAsync(new string('b', 1000));
        });
        _cluster = TestClusters.Of(_recorder, _time, _server.Address);
        _client = new HttpClient(BalancingHandlerChain.Create(_cluster)) { BaseAddress = new Uri("http://catalog/") };
    }

    public async Task DisposeAsync()
    {
        _finish.TrySetResult();
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Request_IsInFlightUntilItsBodyHasBeenRead()
    {
        using var response = await _client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[1000]);
        Assert.Equal(1, _cluster.InFlight());

        _finish.SetResult();
        await body.ReadExactlyAsync(new byte[1000]);
        Assert.Equal(1, _cluster.InFlight());
        Assert.Equal(0, await body.ReadAsync(new byte[1]));

        AssertEndedOnce(OutcomeKind.Success);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BufferedResponse_IsCountedOutWhenTheClientHasBufferedIt(bool synchronously)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        using var response = synchronously ? _client.Send(request) : await _client.SendAsync(request);

        AssertEndedOnce(OutcomeKind.Success);
        Assert.Equal(2000, (await response.Content.ReadAsStringAsync()).Length);
    }

    [Fact]
    public async Task ResponseWithoutABody_IsCountedOutAtItsHeaders()
    {
        using var response = await _client.GetAsync("/empty", HttpCompletionOption.ResponseHeadersRead);

        AssertEndedOnce(OutcomeKind.Success);
    }

    [Fact]
    public async Task Disposal_CountsOutOnce()
    {
        var response = await _client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead);
        var body = await response.Content.ReadAsStreamAsync();
        await body.DisposeAsync();
        response.Dispose();
        response.Dispose();

        AssertEndedOnce(OutcomeKind.Success);
    }

    [Fact]
    public async Task CancelledRead_IsNobodysFailure()
    {
        using var response = await _client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[1000]);
        using var cancel = new CancellationTokenSource();
        var read = body.ReadAsync(new byte[1], cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);

        AssertEndedOnce(OutcomeKind.Cancelled);
    }

    [Fact]
    public async Task BrokenBody_IsTheEndpointsFailure()
    {
        using var response = await _client.GetAsync("/abort", HttpCompletionOption.ResponseHeadersRead);
        _finish.SetResult();

        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync());

        AssertEndedOnce(OutcomeKind.LocalOriginFailure);
    }

    [Fact]
    public async Task BrokenDestination_IsNotTheEndpointsFailure()
    {
        using var response = await _client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
        using var full = new MemoryStream(new byte[10], writable: true);

        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.CopyToAsync(full));
        response.Dispose();

        AssertEndedOnce(OutcomeKind.Success);
    }

    [Fact]
    public async Task Latency_IsMeasuredToTheHeaders()
    {
        using var response = await _client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead);
        _time.Advance(TimeSpan.FromSeconds(7)); // a body that takes its time
        response.Dispose();

        var outcome = Assert.Single(_recorder.Outcomes);
        Assert.Equal(TimeSpan.Zero, outcome.Latency);
        Assert.Equal(TimeSpan.FromSeconds(7), outcome.Now);
    }

    [Fact]
    public async Task AbandonedResponse_IsCountedOutByTheGarbageCollector()
    {
        await Abandon();
        Assert.Equal(1, _cluster.InFlight());

        for (var i = 0; i < 50 && !_recorder.Completed.IsCompleted; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        AssertEndedOnce(OutcomeKind.Success);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task Abandon()
    {
        var response = await _client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead);
        Assert.True(response.IsSuccessStatusCode);
    }

    [Fact]
    public async Task CompletionAtHeaders_CountsOutBeforeTheBody()
    {
        using var client = new HttpClient(BalancingHandlerChain.Create(_cluster, completeOn: RequestCompletion.ResponseHeaders));
        using var response = await client.GetAsync("http://catalog/stream", HttpCompletionOption.ResponseHeadersRead);

        AssertEndedOnce(OutcomeKind.Success);
    }

    private void AssertEndedOnce(OutcomeKind expected)
    {
        Assert.Equal(expected, Assert.Single(_recorder.Outcomes).Kind);
        Assert.Equal(0, _cluster.InFlight());
    }
}
