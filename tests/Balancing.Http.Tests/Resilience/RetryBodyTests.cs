using System.Net.Http.Json;
using System.Text;
using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Resilience;

/// <summary>A body is sent again only if it can be, and whole.</summary>
public class RetryBodyTests
{
    private const int MaxBodySize = 1000;

    public static TheoryData<string, bool> Bodies => new()
    {
        { "string", true },
        { "bytes", true },
        { "memory", true },
        { "form", true },
        { "json", true },
        { "stream", true },
        { "one-way stream of a known length", true },
        { "one-way stream", false },
        { "long stream", false },
        { "multipart", true },
        { "long multipart", false },
        { "custom", true },
        { "custom of unknown length", false },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task IdempotentRequest_IsSentAgainWithTheSameBytesIfItsBodyCanBe(string kind, bool replayable)
    {
        foreach (var synchronously in new[] { false, true })
        {
            var bodies = new List<string>();
            using var rig = Rig(bodies);
            using var request = new HttpRequestMessage(HttpMethod.Put, "/") { Content = Make(kind) };

            if (replayable) Assert.True((await rig.SendAsync(request, synchronously)).IsSuccessStatusCode);
            else await Assert.ThrowsAsync<HttpRequestException>(async () => _ = await rig.SendAsync(request, synchronously));

            Assert.Equal(replayable ? 2 : 1, bodies.Count);
            Assert.Single(bodies.Distinct());
            Assert.True(bodies[0].Length > 0);
        }
    }

    [Fact]
    public async Task LongBodyInMemory_IsSentAgain()
    {
        var bodies = new List<string>();
        using var rig = Rig(bodies);
        using var request = new HttpRequestMessage(HttpMethod.Put, "/") { Content = new ByteArrayContent(new byte[MaxBodySize * 3]) };

        (await rig.Client.SendAsync(request)).Dispose();

        Assert.Equal([MaxBodySize * 3, MaxBodySize * 3], bodies.Select(body => body.Length));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 1)]
    public async Task Limit_IsInclusive(int tooLong, int attempts)
    {
        var bodies = new List<string>();
        using var rig = Rig(bodies);
        using var request = new HttpRequestMessage(HttpMethod.Put, "/") { Content = new StreamContent(new MemoryStream(new byte[MaxBodySize + tooLong])) };

        await Record.ExceptionAsync(() => rig.Client.SendAsync(request));

        Assert.Equal(attempts, bodies.Count);
    }

    [Fact]
    public async Task CustomBody_IsWrittenOnceHoweverOftenItIsSent()
    {
        var bodies = new List<string>();
        using var rig = Rig(bodies);
        var body = new CountingContent("order");
        using var request = new HttpRequestMessage(HttpMethod.Put, "/") { Content = body };

        (await rig.Client.SendAsync(request)).Dispose();

        Assert.Equal(["order", "order"], bodies);
        Assert.Equal(1, body.Serialisations);
    }

    [Theory]
    [InlineData("POST", true)]
    [InlineData("PUT", false)]
    public async Task BodyThatIsNotToBeKept_IsWrittenAsItIsSentAndNotBefore(string method, bool tellsLength)
    {
        // Not idempotent, or of unknown length: one that is written while the answer is read would never end in a buffer.
        var body = new CountingContent("order", tellsLength);
        var writtenBefore = -1;
        using var rig = new ResilienceRig(_ => ResilienceRig.Ok());
        var watch = new Watch(rig.Chain, _ => writtenBefore = body.Serialisations);
        using var client = new HttpMessageInvoker(watch);
        using var request = new HttpRequestMessage(new HttpMethod(method), "http://catalog/") { Content = body };

        (await client.SendAsync(request, default)).Dispose();

        Assert.Equal(0, writtenBefore);
        Assert.Equal(1, body.Serialisations);
    }

    [Fact]
    public async Task DuplexBody_IsNeverBuffered()
    {
        // The body ends only after the answer has begun: a buffer would wait for ever.
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartAsync(
            async context =>
            {
                await context.Response.Body.FlushAsync();
                var all = await new StreamReader(context.Request.Body).ReadToEndAsync();
                await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(all));
            },
            listen => listen.Protocols = Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http2);
        using var client = new HttpClient(BalancingHandlerChain.Create(TestClusters.Of(server.Address), resilience: new ResilienceOptions()));
        using var request = new HttpRequestMessage(HttpMethod.Put, "http://catalog/")
        {
            Version = new Version(2, 0),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new DuplexContent(answered.Task),
        };

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answered.SetResult();

        Assert.Equal("beginning and end", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task BodyThatCannotBeRead_IsTheCallersAndReachesNobody()
    {
        using var rig = new ResilienceRig(_ => ResilienceRig.Ok());
        using var request = new HttpRequestMessage(HttpMethod.Put, "/") { Content = new StreamContent(new BrokenStream()) };

        await Assert.ThrowsAnyAsync<Exception>(() => rig.Client.SendAsync(request));

        Assert.Equal(0, rig.Attempts);
        Assert.Empty(rig.LoadBalancer.Outcomes);
    }

    [Fact]
    public async Task StreamThatNobodyHasTouched_IsSentElsewhereAfterARefusedConnection()
    {
        await using var server = await TestServer.StartAsync(async context => await context.Request.Body.CopyToAsync(context.Response.Body));
        var gone = new RawServer((connection, _) => connection.DrainAsync());
        await gone.DisposeAsync();
        var cluster = TestClusters.Of(new OrderedLoadBalancer(), gone.Address, server.Address);
        using var client = new HttpClient(BalancingHandlerChain.Create(cluster, resilience: new ResilienceOptions()));
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://catalog/") { Content = new StreamContent(new OneWayStream(new byte[100_000], tellsLength: false)) };

        using var response = await client.SendAsync(request);

        Assert.Equal(100_000, (await response.Content.ReadAsByteArrayAsync()).Length);
    }

    private static ResilienceRig Rig(List<string> bodies)
    {
        var options = ResilienceRig.Options();
        options.Retry.MaxBodySize = MaxBodySize;
        return new ResilienceRig(
            async (number, request, token) =>
            {
                // What the primary has consumed once cannot be read again, unless it is in memory.
                bodies.Add(request.Content is StreamContent { Headers.ContentLength: null or > MaxBodySize } or MultipartContent { Headers.ContentLength: > MaxBodySize } or CountingContent { Serialisations: > 0, Headers.ContentLength: null }
                    ? "consumed"
                    : await request.Content!.ReadAsStringAsync(token));
                return number == 0 ? throw ResilienceRig.Reset() : ResilienceRig.Ok();
            },
            options);
    }

    private static HttpContent Make(string kind) => kind switch
    {
        "string" => new StringContent("body"),
        "bytes" => new ByteArrayContent([1, 2, 3]),
        "memory" => new ReadOnlyMemoryContent(new byte[] { 1, 2, 3 }),
        "form" => new FormUrlEncodedContent([new("a", "b")]),
        "json" => JsonContent.Create(new[] { 1, 2, 3 }),
        "stream" => new StreamContent(new MemoryStream([1, 2, 3])),
        "one-way stream of a known length" => WithLength(new StreamContent(new OneWayStream(new byte[100], tellsLength: false)), 100),
        "one-way stream" => new StreamContent(new OneWayStream(new byte[100], tellsLength: false)),
        "long stream" => new StreamContent(new MemoryStream(new byte[MaxBodySize + 1])),
        "multipart" => new MultipartFormDataContent { { new StringContent("a"), "b" }, { new StreamContent(new MemoryStream([1, 2])), "c" } },
        "long multipart" => new MultipartFormDataContent { { new ByteArrayContent(new byte[MaxBodySize]), "b" } },
        "custom" => new CountingContent("order"),
        _ => new CountingContent("order", tellsLength: false),
    };

    private static StreamContent WithLength(StreamContent content, long length)
    {
        content.Headers.ContentLength = length;
        return content;
    }
}
