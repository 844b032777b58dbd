using Balancing.Http.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.Http.Tests.Health;

public class HttpProbeTests
{
    [Fact]
    public async Task Request_IsAsConfigured()
    {
        string? seen = null;
        await using var server = await TestServer.StartAsync(context =>
        {
            var request = context.Request;
            seen = $"{request.Method} {request.Path}{request.QueryString} {request.Host} {request.Headers.UserAgent} {request.Headers["X-Key"]} {request.Protocol}";
            return Task.CompletedTask;
        });
        var options = new HealthProbeOptions
        {
            Method = "OPTIONS",
            Path = "/health?deep=1",
            Host = "shop.example",
            Headers = { ["X-Key"] = "a b", ["User-Agent"] = "probe (balancing)" },
        };

        Assert.True(await AskAsync(options, $"{server.Address}/base/"));
        Assert.Equal("OPTIONS /base/health?deep=1 shop.example probe (balancing) a b HTTP/1.1", seen);
    }

    [Theory]
    [InlineData("/", "/")]
    [InlineData("//evil.example/x", "//evil.example/x")]
    [InlineData("/a%2Fb", "/a%2Fb")]
    public async Task Path_NeverBecomesAHost(string path, string expected)
    {
        string? target = null;
        await using var server = await TestServer.StartAsync(context =>
        {
            target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            return Task.CompletedTask;
        });

        Assert.True(await AskAsync(new HealthProbeOptions { Path = path }, server.Address));
        Assert.Equal(expected, target);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(204, false)]
    [InlineData(301, false)]
    [InlineData(500, false)]
    [InlineData(204, true, 200, 204)]
    [InlineData(200, false, 204)]
    [InlineData(503, true, 503)]
    public async Task Status_IsOneOfThoseExpected(int status, bool well, params int[] expected)
    {
        await using var server = await TestServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            if (status == 301) context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        });

        Assert.Equal(well, await AskAsync(new HealthProbeOptions { ExpectedStatuses = [.. expected] }, server.Address));
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task Host_IsTheEndpointsOwnNameUnlessAnotherIsGiven()
    {
        string? host = null;
        await using var server = await TestServer.StartAsync(context =>
        {
            host = context.Request.Host.Value;
            return Task.CompletedTask;
        });
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        var endpoint = new Endpoint(new EndpointDescription(server.Address) { HostName = "shop.example" });

        Assert.True(await new HttpHealthProbe(invoker, new HealthProbeOptions()).ProbeAsync(endpoint, default));
        Assert.Equal("shop.example", host);
        Assert.True(await new HttpHealthProbe(invoker, new HealthProbeOptions { Host = "other.example:81" }).ProbeAsync(endpoint, default));
        Assert.Equal("other.example:81", host);
    }

    [Fact]
    public async Task ServerThatHangs_IsDownOnceTheTimeIsUpAndDelaysNoOther()
    {
        var servers = await Backend.StartManyAsync(2);
        servers[0].Hang();
        await using var rig = new SickRig(servers.Select(s => s.Address), o => o.HealthProbe.Type = HealthProbeType.Http);

        await Clock.UntilAsync(rig.Time, () => rig.StateOf(servers[0].Address) == HealthState.Unhealthy);
        var asked = servers[1].Requests;
        await Clock.UntilAsync(rig.Time, () => servers[1].Requests >= asked + 3);

        foreach (var server in servers) await server.DisposeAsync();
    }

    [Theory]
    [InlineData(HttpProtocols.Http1, "1.1")]
    [InlineData(HttpProtocols.Http2, "2.0")]
    public async Task ServerWithoutTls_IsAskedInItsVersion(HttpProtocols protocols, string version)
    {
        await using var server = await TestServer.StartAsync(_ => Task.CompletedTask, listen => listen.Protocols = protocols);

        Assert.True(await AskAsync(new HealthProbeOptions { HttpVersion = Version.Parse(version) }, server.Address));
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task ClientsOwnPrimaryHandler_IsUsedWithTheLogicalName(HttpProtocols protocols)
    {
        using var authority = new TestCertificates("shop.example");
        await using var server = await TestServer.StartAsync(_ => Task.CompletedTask, listen =>
        {
            listen.Protocols = protocols;
            listen.UseHttps(authority.Leaf);
        });

        Assert.Equal(HealthState.Healthy, await StateAfterChecksAsync("shop.example", authority));
        Assert.Equal(HealthState.Unhealthy, await StateAfterChecksAsync("other.example", authority));
        Assert.Equal(HealthState.Unhealthy, await StateAfterChecksAsync("shop.example", null));

        async Task<HealthState> StateAfterChecksAsync(string name, TestCertificates? trusted)
        {
            var time = new FakeTimeProvider();
            await using var services = Services.Build(s => s
                .AddSingleton<TimeProvider>(time)
                .AddBalancedHttpClient("catalog", o =>
                {
                    o.AddEndpoint($"https://127.0.0.1:{server.Uri.Port}", hostName: name);
                    o.HealthProbe.Type = HealthProbeType.Http;
                    o.Health.ActiveChecks.InitiallyHealthy = name != "shop.example" || trusted is null;
                    o.Health.ActiveChecks.Timeout = TimeSpan.FromHours(1);
                })
                .ConfigurePrimaryHttpMessageHandler(() => trusted?.TrustingHandler() ?? new SocketsHttpHandler()));
            var cluster = services.GetRequiredKeyedService<Cluster>("catalog");
            var before = cluster.HealthOf(cluster.Endpoints[0]);
            await Clock.UntilAsync(time, () => cluster.HealthOf(cluster.Endpoints[0]) != before);
            return cluster.HealthOf(cluster.Endpoints[0]);
        }
    }

    private static async Task<bool> AskAsync(HealthProbeOptions options, string address)
    {
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false });
        return await new HttpHealthProbe(invoker, options).ProbeAsync(new Endpoint(address), default);
    }
}
