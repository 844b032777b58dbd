using Balancing.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Balancing.Http.Tests.Health;

public class HealthConfigurationTests
{
    [Fact]
    public async Task Section_BindsEveryKind()
    {
        var configuration = Services.Configuration(
            ("Catalog:Endpoints", "http://10.0.0.1"),
            ("Catalog:FailureStatuses:0", "500"),
            ("Catalog:Health:PanicThreshold", "0.25"),
            ("Catalog:Health:FailClosed", "true"),
            ("Catalog:Health:MaxRetryAfter", "00:00:20"),
            ("Catalog:Health:OutlierDetection:Interval", "00:00:05"),
            ("Catalog:Health:OutlierDetection:MaxEjectionPercent", "30"),
            ("Catalog:Health:ActiveChecks:Rise", "4"),
            ("Catalog:Health:SlowStart:Window", "00:00:30"),
            ("Catalog:HealthProbe:Type", "grpc"),
            ("Catalog:HealthProbe:Path", "/health"),
            ("Catalog:HealthProbe:HttpVersion", "2.0"),
            ("Catalog:HealthProbe:ExpectedStatuses:0", "204"),
            ("Catalog:HealthProbe:Headers:X-Key", "secret"),
            ("Catalog:HealthProbe:Service", "shop.Catalog"));
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", configuration.GetSection("Catalog")));

        var options = services.GetRequiredService<IOptionsMonitor<BalancedHttpClientOptions>>().Get("catalog");

        var (health, probe) = (options.Health, options.HealthProbe);
        Assert.Equal([500], options.FailureStatuses);
        Assert.Equal((0.25, true, TimeSpan.FromSeconds(20)), (health.PanicThreshold, health.FailClosed, health.MaxRetryAfter));
        Assert.Equal((TimeSpan.FromSeconds(5), 30), (health.OutlierDetection.Interval, health.OutlierDetection.MaxEjectionPercent));
        Assert.Equal((4, TimeSpan.FromSeconds(30)), (health.ActiveChecks.Rise, health.SlowStart.Window));
        Assert.Equal((HealthProbeType.Grpc, "/health", new Version(2, 0), "shop.Catalog"), (probe.Type, probe.Path, probe.HttpVersion, probe.Service));
        Assert.Equal([204], probe.ExpectedStatuses);
        Assert.Equal("secret", probe.Headers["X-Key"]);
        Assert.Single(services.GetRequiredKeyedService<Cluster>("catalog").Endpoints);
    }

    [Fact]
    public async Task DetectionSwitchedOff_EjectsNobody()
    {
        await using var server = await Backend.StartAsync();
        await using var other = await Backend.StartAsync();
        server.AnswerWith(500);
        await using var rig = new SickRig([server.Address, other.Address], o => o.Health.OutlierDetection.Enabled = false);

        Assert.Equal(50, await rig.SendAsync(100));

        Assert.Equal(HealthState.Healthy, rig.StateOf(server.Address));
        Assert.Equal(0, rig.Time.ActiveTimers);
    }

    [Theory]
    [InlineData(HealthProbeType.None, false)]
    [InlineData(HealthProbeType.Http, true)]
    [InlineData(HealthProbeType.Tcp, true)]
    [InlineData(HealthProbeType.Grpc, true)]
    public async Task ProbeType_SwitchesChecksOn(HealthProbeType type, bool on)
    {
        var time = new FakeTimeProvider();
        await using var services = Services.Build(s => s
            .AddSingleton<TimeProvider>(time)
            .AddBalancedHttpClient("catalog", o =>
            {
                o.AddEndpoint("http://10.0.0.1").AddEndpoint("http://10.0.0.2");
                o.Health.OutlierDetection.Enabled = false;
                o.HealthProbe.Type = type;
            }));
        services.Client("catalog");

        if (on) await time.WhenTimersAsync(2);
        else Assert.Equal(0, time.ActiveTimers);
    }

    [Fact]
    public async Task ProbeMadeInCode_IsUsed()
    {
        var asked = new TaskCompletionSource<Endpoint>();
        var time = new FakeTimeProvider();
        await using var services = Services.Build(s => s
            .AddSingleton<TimeProvider>(time)
            .AddBalancedHttpClient("catalog", o =>
            {
                o.AddEndpoint("http://10.0.0.1");
                o.Health.ActiveChecks.UseProbe(new Custom(asked));
            }));
        services.Client("catalog");

        await Clock.UntilAsync(time, () => asked.Task.IsCompleted);

        Assert.Equal("http://10.0.0.1", (await asked.Task).ToString());
    }

    private sealed class Custom(TaskCompletionSource<Endpoint> asked) : IHealthProbe
    {
        public ValueTask<bool> ProbeAsync(Endpoint endpoint, CancellationToken cancellationToken)
        {
            asked.TrySetResult(endpoint);
            return ValueTask.FromResult(true);
        }
    }
}
