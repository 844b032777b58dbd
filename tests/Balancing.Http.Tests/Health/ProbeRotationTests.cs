using Balancing.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.Http.Tests.Health;

public class ProbeRotationTests
{
    [Fact]
    public async Task Probes_SurviveTwentyRotationsAndTheGarbageCollector()
    {
        var primaries = new List<StubHandler>();
        var time = new FakeTimeProvider();
        await using var services = Services.Build(s => s
            .AddSingleton<TimeProvider>(time)
            .AddBalancedHttpClient("catalog", o =>
            {
                o.AddEndpoint("http://10.0.0.1").AddEndpoint("http://10.0.0.2");
                o.HealthProbe.Type = HealthProbeType.Http;
                o.HealthProbe.Path = "/health";
            })
            .ConfigurePrimaryHttpMessageHandler(() =>
            {
                var primary = new StubHandler();
                lock (primaries) primaries.Add(primary);
                return primary;
            }));

        for (var rotation = 0; rotation < 20; rotation++)
        {
            await services.Client("catalog").GetStringAsync("/");
            var before = Probes();
            await Clock.UntilAsync(time, () => Probes() >= before + 4);
            Rotation.Expire(services);
            Rotation.CleanUp(services);
        }

        // All through one handler, which is still alive; the others are gone, or will be.
        lock (primaries)
        {
            Assert.Equal(20, primaries.Count);
            var probing = Assert.Single(primaries, primary => ProbesOf(primary) > 0);
            Assert.False(probing.IsDisposed);
            Assert.Contains(primaries, primary => primary.IsDisposed);
        }

        var cluster = services.GetRequiredKeyedService<Cluster>("catalog");
        Assert.All(cluster.Endpoints, endpoint => Assert.Equal(HealthState.Healthy, cluster.HealthOf(endpoint)));

        int Probes()
        {
            lock (primaries) return primaries.Sum(ProbesOf);
        }
    }

    [Fact]
    public async Task OneSetOfHealthOptionsForTwoClients_GivesEachItsOwnProbeOrNone()
    {
        var shared = new HealthOptions();
        var (time, probed) = (new FakeTimeProvider(), new StubHandler());
        var plain = new StubHandler();
        await using var services = Services.Build(s =>
        {
            s.AddSingleton<TimeProvider>(time);
            s.AddBalancedHttpClient("probed", o =>
            {
                o.Health = shared;
                (o.HealthProbe.Type, o.HealthProbe.Path) = (HealthProbeType.Http, "/health");
                o.AddEndpoint("http://10.0.0.1");
            }).ConfigurePrimaryHttpMessageHandler(() => probed);
            s.AddBalancedHttpClient("plain", o =>
            {
                o.Health = shared;
                o.AddEndpoint("http://10.0.0.2");
            }).ConfigurePrimaryHttpMessageHandler(() => plain);
        });
        services.Client("probed");
        services.Client("plain");

        await Clock.UntilAsync(time, () => ProbesOf(probed) >= 3);

        Assert.All(probed.Uris, uri => Assert.Equal("10.0.0.1", uri.Host));
        Assert.Empty(plain.Uris);
    }

    [Fact]
    public async Task PrimaryHandlerWithAHandlerOfItsOwnBelow_IsUsedWholeAndTheOthersNotAtAll()
    {
        var (time, stub) = (new FakeTimeProvider(), new StubHandler());
        await using var services = Services.Build(s => s
            .AddSingleton<TimeProvider>(time)
            .AddBalancedHttpClient("catalog", o =>
            {
                (o.HealthProbe.Type, o.HealthProbe.Path) = (HealthProbeType.Http, "/health");
                o.AddEndpoint("http://10.0.0.1");
            })
            .AddAttemptHandler(_ => new Naming("attempt"))
            .ConfigurePrimaryHttpMessageHandler(() => new Naming("primary") { InnerHandler = stub }));
        services.Client("catalog");

        await Clock.UntilAsync(time, () => ProbesOf(stub) >= 1);

        lock (stub.Uris) Assert.All(stub.Hosts, host => Assert.Equal("primary", host));
    }

    private static int ProbesOf(StubHandler handler)
    {
        lock (handler.Uris) return handler.Uris.Count(uri => uri.AbsolutePath == "/health");
    }

    /// <summary>Leaves its name in the Host header, after those before it.</summary>
    private sealed class Naming(string name) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Host += name;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
