using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Health;

public class GrpcProbeTests
{
    private const byte Serving = 1, NotServing = 2;

    [Theory]
    [InlineData(0, "0801", true)]
    [InlineData(0, "0802", false)]
    [InlineData(0, "0803", false)]
    [InlineData(0, "0800", false)]
    [InlineData(0, "", false)]
    [InlineData(0, "FFFFFF", false)]
    [InlineData(14, "0801", false)]
    public async Task Answer_IsServingOrNot(int status, string message, bool well)
    {
        await using var server = await GrpcServers.StartAsync(context => context.AnswerAsync(status, Convert.FromHexString(message)));

        Assert.Equal(well, await AskAsync(server.Address));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(12)]
    public async Task UnknownServiceOrMethod_IsNotWell(int status)
    {
        await using var server = await GrpcServers.StartAsync(context => context.AnswerAtOnceAsync(status));

        Assert.False(await AskAsync(server.Address));
    }

    [Fact]
    public async Task StatusThatIsNotOk_IsNotWell()
    {
        await using var server = await GrpcServers.StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            return context.AnswerAsync(0, 0x08, Serving);
        });

        Assert.False(await AskAsync(server.Address));
    }

    [Fact]
    public async Task AnswerWithoutEnd_IsNotWellAndNotRead()
    {
        await using var server = await GrpcServers.StartAsync(async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(new byte[1000], context.RequestAborted);
        });

        await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(server.Address));
    }

    [Theory]
    [InlineData("", "/grpc.health.v1.Health/Check", "0000000000")]
    [InlineData("shop.Catalog", "/grpc.health.v1.Health/Check", "000000000E0A0C73686F702E436174616C6F67")]
    public async Task Question_IsOneMessageOfTheProtocol(string service, string path, string bytes)
    {
        string? asked = null;
        await using var server = await GrpcServers.StartAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            asked = $"{context.Request.Protocol} {context.Request.Method} {context.Request.Path} {context.Request.ContentType} {context.Request.Headers.TE} {context.Request.Host} {Convert.ToHexString(body.ToArray())}";
            await context.AnswerAsync(0, 0x08, Serving);
        });

        Assert.True(await AskAsync(server.Address, service, "shop.example"));
        Assert.Equal($"HTTP/2 POST {path} application/grpc trailers shop.example {bytes}", asked);
    }

    [Fact]
    public void ServiceNames_AreLimitedInBytes()
    {
        using var invoker = new HttpMessageInvoker(new StubHandler());

        _ = new GrpcHealthProbe(invoker, new string('a', 100));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GrpcHealthProbe(invoker, new string('ä', 51)));
    }

    [Fact]
    public void RandomBytes_NeverHarmAndHardlyEverServe()
    {
        var random = new Random(2026);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(12)];
            random.NextBytes(bytes);
            if (random.Next(2) == 0 && bytes.Length > 5) (bytes[0], bytes[1], bytes[2], bytes[3], bytes[4]) = (0, 0, 0, 0, (byte)(bytes.Length - 5));

            var expected = bytes is [0, 0, 0, 0, _, 0x08, Serving, ..] && bytes[4] == bytes.Length - 5;
            Assert.Equal(expected, GrpcHealthProbe.IsServing(bytes));
        }
    }

    [Fact]
    public async Task ServerThatStopsServing_LosesItsRequestsAndGetsThemBack()
    {
        var answer = Serving;
        await using var server = await GrpcServers.StartAsync(context => context.AnswerAsync(0, 0x08, Volatile.Read(ref answer)));
        await using var other = await GrpcServers.StartAsync(context => context.AnswerAsync(0, 0x08, Serving));
        await using var rig = new SickRig([server.Address, other.Address], o =>
        {
            (o.HealthProbe.Type, o.HealthProbe.Service) = (HealthProbeType.Grpc, "shop.Catalog");
            o.Health.ActiveChecks.Timeout = TimeSpan.FromHours(1);
        });

        Volatile.Write(ref answer, NotServing);
        await Clock.UntilAsync(rig.Time, () => rig.StateOf(server.Address) == HealthState.Unhealthy);
        Volatile.Write(ref answer, Serving);
        await Clock.UntilAsync(rig.Time, () => rig.StateOf(server.Address) == HealthState.Healthy);
        Assert.Equal(HealthState.Healthy, rig.StateOf(other.Address));
    }

    private static async Task<bool> AskAsync(string address, string service = "", string? host = null)
    {
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        return await new GrpcHealthProbe(invoker, service, host).ProbeAsync(new Endpoint(address), default);
    }
}
