using System.Net.Http.Headers;
using System.Text;
using Balancing.Http.Tests.Support;
using Microsoft.AspNetCore.Http.Features;

namespace Balancing.Http.Tests.Behaviour;

public class TrackedContentTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("grüße");

    public static TheoryData<string> Readings => ["Read(byte[])", "Read(Span)", "ReadByte", "ReadAsync(byte[])", "ReadAsync(Memory)", "CopyTo", "CopyToAsync", "ReadAsString", "ReadAsByteArray", "LoadIntoBuffer", "ReadAsStream"];

    [Theory]
    [MemberData(nameof(Readings))]
    public async Task EveryWayOfReading_GivesTheBodyAndCountsOutOnce(string how)
    {
        var recorder = new RecordingLoadBalancer();
        var cluster = TestClusters.Of(recorder, "http://10.0.0.1:8080");
        using var invoker = new HttpMessageInvoker(new BalancingHandler(cluster, new StubHandler(_ => Response())));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/");
        using var response = await invoker.SendAsync(request, default);
        Assert.Equal(1, cluster.InFlight());

        Assert.Equal(Body, await ReadAsync(response.Content, how));
        Assert.Equal(0, cluster.InFlight());

        response.Dispose();
        Assert.Single(recorder.Outcomes);
    }

    [Fact]
    public async Task Headers_AreThoseOfTheResponse()
    {
        using var invoker = new HttpMessageInvoker(new BalancingHandler(TestClusters.Of("http://10.0.0.1:8080"), new StubHandler(_ => Response())));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/");
        using var response = await invoker.SendAsync(request, default);

        using var original = Response();
        Assert.Equal(
            original.Content.Headers.Select(h => $"{h.Key}: {string.Join(", ", h.Value)}"),
            response.Content.Headers.Select(h => $"{h.Key}: {string.Join(", ", h.Value)}"));
        Assert.Equal(MediaTypeHeaderValue.Parse("text/plain; charset=utf-8"), response.Content.Headers.ContentType);
        Assert.Equal(Body.Length, response.Content.Headers.ContentLength);
        Assert.Equal("grüße", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task UpgradedConnection_IsReadAndWrittenAndInFlightUntilItCloses()
    {
        await using var server = await TestServer.StartAsync(async context =>
        {
            await using var stream = await context.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync();
            var buffer = new byte[3];
            while (await stream.ReadAsync(buffer) is > 0 and var read) await stream.WriteAsync(buffer.AsMemory(0, read));
        });
        var cluster = TestClusters.Of(server.Address);
        using var invoker = new HttpMessageInvoker(BalancingHandlerChain.Create(cluster));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/") { Headers = { { "Connection", "Upgrade" }, { "Upgrade", "echo" } } };
        using var response = await invoker.SendAsync(request, default);

        await using (var stream = await response.Content.ReadAsStreamAsync())
        {
            foreach (var write in new Func<Task>[]
            {
                () => stream.WriteAsync(Body).AsTask(),
                () => stream.WriteAsync(Body, 0, Body.Length),
                () => Task.Run(() => stream.Write(Body, 0, Body.Length)),
                () => Task.Run(() => stream.Write(Body)),
            })
            {
                await write();
                await stream.FlushAsync();
                var echo = new byte[Body.Length];
                await stream.ReadExactlyAsync(echo);
                Assert.Equal(Body, echo);
            }

            Assert.Equal(1, cluster.InFlight());
        }

        Assert.Equal(0, cluster.InFlight());
    }

    private static HttpResponseMessage Response()
    {
        var content = new StreamContent(new MemoryStream(Body));
        content.Headers.TryAddWithoutValidation("Content-Type", "text/plain; charset=utf-8");
        content.Headers.TryAddWithoutValidation("Content-Length", $"{Body.Length}");
        content.Headers.TryAddWithoutValidation("Content-Language", ["de", "en"]);
        content.Headers.TryAddWithoutValidation("Expires", "not a date");
        return new HttpResponseMessage { Content = content };
    }

    private static async Task<byte[]> ReadAsync(HttpContent content, string how)
    {
        using var into = new MemoryStream();
        switch (how)
        {
            case "CopyTo":
                content.CopyTo(into, null, default);
                return into.ToArray();
            case "CopyToAsync":
                await content.CopyToAsync(into);
                return into.ToArray();
            case "ReadAsString":
                return Encoding.UTF8.GetBytes(await content.ReadAsStringAsync());
            case "ReadAsByteArray":
                return await content.ReadAsByteArrayAsync();
            case "LoadIntoBuffer":
                await content.LoadIntoBufferAsync();
                return await content.ReadAsByteArrayAsync();
        }

        await using var stream = how == "ReadAsStream" ? content.ReadAsStream() : await content.ReadAsStreamAsync();
        var buffer = new byte[3];
        while (true)
        {
            var read = how switch
            {
                "Read(byte[])" => stream.Read(buffer, 0, buffer.Length),
                "ReadAsync(byte[])" => await stream.ReadAsync(buffer, 0, buffer.Length),
                "ReadAsync(Memory)" => await stream.ReadAsync(buffer),
                "ReadByte" => stream.ReadByte() is var one and >= 0 ? One(buffer, one) : 0,
                _ => stream.Read(buffer.AsSpan()),
            };
            if (read == 0) return into.ToArray();
            into.Write(buffer, 0, read);
        }

        static int One(byte[] buffer, int value)
        {
            buffer[0] = (byte)value;
            return 1;
        }
    }
}
