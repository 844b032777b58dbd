using Balancing.Http.Tests.Support;
using Balancing.Resolution;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Balancing.Http.Tests.Registration;

/// <summary>A mistake is a message at start-up that names key, value and what is allowed.</summary>
public class ValidationTests
{
    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "Strategy", "RoundRobbin", "Catalog:Strategy is 'RoundRobbin', which is not known. Known are Adaptive, IpHash, LeastConnections, LeastResponseTime, Maglev, PowerOfTwoChoices, Random, Rendezvous, RingHash, RoundRobin, WeightedRoundRobin." },
        { "Strategy", "", "Catalog:Strategy is '', which is not known." },
        { "Endpoints:0:Weight", "-1", "Catalog:Endpoints:0:Weight is '-1', which is wrong: it must be between 0 and 1,000,000." },
        { "Endpoints:0:Weight", "NaN", "Catalog:Endpoints:0:Weight is 'NaN', which is wrong: it must be between 0 and 1,000,000." },
        { "Endpoints:0:Weight", "Infinity", "Catalog:Endpoints:0:Weight is 'Infinity'" },
        { "Endpoints:0:Weight", "1000001", "Catalog:Endpoints:0:Weight is '1000001'" },
        { "Endpoints:0:Weight", "heavy", "Catalog:Endpoints:0:Weight" },
        { "Endpoints:0:Weight", "0", "Catalog:Endpoints is '(all weights 0)', which is wrong: it must have at least one weight above 0." },
        { "Endpoints:0:Address", "", "Catalog:Endpoints:0:Address is '', which is wrong: it must be an absolute http or https address" },
        { "Endpoints:0:Address", "/relative", "Catalog:Endpoints:0:Address is '/relative'" },
        { "Endpoints:0:Address", "localhost:5000", "Catalog:Endpoints:0:Address is 'localhost:5000', which is wrong: it must be an absolute http or https address" },
        { "Endpoints:0:Address", "10.0.0.1", "Catalog:Endpoints:0:Address is '10.0.0.1'" },
        { "Endpoints:0:Address", "ftp://10.0.0.1", "Catalog:Endpoints:0:Address is 'ftp://10.0.0.1'" },
        { "Endpoints:0:Address", "http://10.0.0.1/?q", "Catalog:Endpoints:0:Address is 'http://10.0.0.1/?q', which is not allowed" },
        { "Endpoints:0:Address", "http://user:hunter2@10.0.0.1", "Catalog:Endpoints:0:Address is '(withheld)', which is not allowed: The address of host '10.0.0.1' carries user info" },
        { "Endpoints:0:HostName", "not a host", "Catalog:Endpoints:0:HostName is 'not a host', which is wrong: it must be a host name" },
        { "Endpoints:0:HostName", "host/path", "Catalog:Endpoints:0:HostName is 'host/path'" },
        { "Endpoints:1:Address", "HTTP://10.0.0.1:80/", "Catalog:Endpoints:1:Address is 'HTTP://10.0.0.1:80/', which is the same as that of Endpoints:0" },
        { "FirstResolutionTimeout", "-00:00:01", "Catalog:FirstResolutionTimeout is '-00:00:01', which is wrong: it must be between 00:00:00 and 24.00:00:00." },
        { "CompleteOn", "7", "Catalog:CompleteOn is '7', which is wrong: it must be ResponseBody or ResponseHeaders." },
        { "CompleteOn", "Never", "Catalog:CompleteOn" },
        { "FailureStatuses:0", "399", "Catalog:FailureStatuses:0 is '399', which is wrong: it must be between 400 and 599." },
        { "FailureStatuses:0", "600", "Catalog:FailureStatuses:0 is '600'" },
        { "Health:PanicThreshold", "1.5", "Catalog:Health:PanicThreshold is '1.5', which is wrong: it must be between 0 and 1." },
        { "Health:PanicThreshold", "NaN", "Catalog:Health:PanicThreshold is 'NaN'" },
        { "Health:PanicThreshold", "half", "Catalog:Health:PanicThreshold" },
        { "Health:PanicTreshold", "0.5", "PanicTreshold" },
        { "Health:MaxRetryAfter", "02:00:00", "Catalog:Health:MaxRetryAfter is '02:00:00', which is wrong: it must be between 0 and 1 hour." },
        { "Health:OutlierDetection:Interval", "00:00:00", "Catalog:Health:OutlierDetection:Interval is '00:00:00', which is wrong: it must be between 100 ms and 1 hour." },
        { "Health:OutlierDetection:MaxEjectionTime", "00:00:01", "Catalog:Health:OutlierDetection:MaxEjectionTime is '00:00:01', which is wrong: it must be between BaseEjectionTime and 1 day." },
        { "Health:OutlierDetection:MaxEjectionPercent", "101", "Catalog:Health:OutlierDetection:MaxEjectionPercent is '101', which is wrong: it must be between 0 and 100." },
        { "Health:OutlierDetection:LatencyFactor", "0.5", "Catalog:Health:OutlierDetection:LatencyFactor is '0.5'" },
        { "Health:OutlierDetection:Enabled", "maybe", "Catalog:Health:OutlierDetection:Enabled" },
        { "Health:ActiveChecks:Rise", "0", "Catalog:Health:ActiveChecks:Rise is '0', which is wrong: it must be 1 or more." },
        { "Health:ActiveChecks:Jitter", "0.6", "Catalog:Health:ActiveChecks:Jitter is '0.6', which is wrong: it must be between 0 and 0.5." },
        { "Health:ActiveChecks:Timeout", "00:00:00", "Catalog:Health:ActiveChecks:Timeout is '00:00:00', which is wrong: it must be between 1 ms and 1 hour." },
        { "Health:SlowStart:Aggression", "0", "Catalog:Health:SlowStart:Aggression is '0', which is wrong: it must be above 0 and at most 100." },
        { "LoadReports:BlackoutPeriod", "02:00:00", "Catalog:LoadReports:BlackoutPeriod is '02:00:00', which is wrong: it must be between 0 and 1 hour." },
        { "LoadReports:UtilizationMetrics:0", "gpu", "Catalog:LoadReports:UtilizationMetrics is 'gpu', which is wrong: it must be cpu_utilization, mem_utilization" },
        { "LoadReports", "true", "Catalog:LoadReports is 'true', which is wrong: it must be a section" },
        { "LoadReports:UtilizationMetrics", "utilization.gpu", "Catalog:LoadReports:UtilizationMetrics is 'utilization.gpu', which is wrong: it must be a list" },
        { "HealthProbe:Type", "Ping", "Catalog:HealthProbe:Type" },
        { "HealthProbe:Type", "7", "Catalog:HealthProbe:Type is '7', which is wrong: it must be None, Http, Tcp or Grpc." },
        { "HealthProbe:Path", "health", "Catalog:HealthProbe:Path is 'health', which is wrong: it must begin with a slash." },
        { "HealthProbe:Method", "GE T", "Catalog:HealthProbe:Method is 'GE T', which is wrong: it must be an HTTP method." },
        { "HealthProbe:HttpVersion", "3.0", "Catalog:HealthProbe:HttpVersion is '3.0', which is wrong: it must be 1.0, 1.1 or 2.0." },
        { "HealthProbe:ExpectedStatuses:0", "99", "Catalog:HealthProbe:ExpectedStatuses:0 is '99', which is wrong: it must be between 100 and 599." },
        { "HealthProbe:Headers:X Key", "a", "Catalog:HealthProbe:Headers:X Key is '(withheld)', which is wrong: it must be a request header" },
        { "HealthProbe:Headers:Content-Type", "text/plain", "Catalog:HealthProbe:Headers:Content-Type is '(withheld)', which is wrong: it must be a request header" },
        { "HealthProbe:Headers:X-Key", "hunter2\r\nb", "Catalog:HealthProbe:Headers:X-Key is '(withheld)'" },
        { "HealthProbe:Host", "a b", "Catalog:HealthProbe:Host is 'a b', which is wrong: it must be a host name." },
        { "HealthProbe:Service", new string('s', 101), "which is wrong: it must be at most 100 bytes long." },
        { "Health", "off", "Catalog:Health is 'off', which is wrong: it must be a section: the settings stand below it." },
        { "HealthProbe", "Http", "Catalog:HealthProbe" },
        { "Health:OutlierDetection", "false", "Catalog:Health:OutlierDetection" },
        { "FailureStatuses", "500", "Catalog:FailureStatuses is '500', which is wrong: it must be a list." },
        { "Stratgy", "Random", "Stratgy" },
        { "Endpoints:0:Wieght", "3", "Wieght" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Mistake_StopsTheHostAtStartUp(string key, string value, string message)
    {
        var configuration = Services.Configuration(("Catalog:Endpoints:0:Address", "http://10.0.0.1"), ($"Catalog:{key}", value));
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddBalancedHttpClient("catalog", configuration.GetSection("Catalog"));
        using var host = builder.Build();

        var error = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());

        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SectionThatDoesNotExist_IsNamed()
    {
        var configuration = Services.Configuration(("Catalog:Endpoints:0", "http://10.0.0.1"));
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", configuration.GetSection("Catalogue")));

        var error = Assert.Throws<OptionsValidationException>(() => services.Client("catalog"));

        Assert.Equal("Balanced client 'catalog': Catalogue:Endpoints is '(empty)', which is wrong: it must name at least one endpoint. Does the section 'Catalogue' exist?", error.Message);
    }

    [Fact]
    public async Task EmptyListInCode_IsAnError()
    {
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", _ => { }));

        var error = Assert.Throws<OptionsValidationException>(() => services.Client("catalog"));

        Assert.Equal("Balanced client 'catalog': Endpoints is '(empty)', which is wrong: it must name at least one endpoint.", error.Message);
    }

    [Fact]
    public async Task ResolverAndEndpoints_AreEitherNotBoth()
    {
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", o => o
            .AddEndpoint("http://10.0.0.1")
            .UseResolver(new PushResolver())));

        var error = Assert.Throws<OptionsValidationException>(() => services.Client("catalog"));

        Assert.Contains("either, not both", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryMistake_IsReportedAtOnce()
    {
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", o =>
        {
            o.Strategy = "nonsense";
            o.AddEndpoint("http://10.0.0.1", weight: -1).AddEndpoint("nowhere");
        }));

        var error = Assert.Throws<OptionsValidationException>(() => services.Client("catalog"));

        Assert.Equal(3, error.Failures.Count());
    }

    [Fact]
    public async Task MistakeThatIsMended_DoesNotStick()
    {
        var configuration = Services.Configuration(("Catalog:Strategy", "nonsense"), ("Catalog:Endpoints:0", "http://10.0.0.1"));
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", configuration.GetSection("Catalog")));
        var clusters = services.GetRequiredService<BalancedClusters>();
        Assert.Throws<OptionsValidationException>(() => clusters["catalog"]);

        configuration.Edit(("Catalog:Strategy", "Random"));

        Assert.Single(clusters["catalog"].Endpoints);
    }

    [Fact]
    public async Task TwoStrategiesOfOneName_AreAnError()
    {
        await using var services = Services.Build(s => s
            .AddLoadBalancer("ROUNDROBIN", _ => LoadBalancer.Random())
            .AddBalancedHttpClient("catalog", o => o.AddEndpoint("http://10.0.0.1")));

        var error = Assert.Throws<InvalidOperationException>(() => services.Client("catalog"));

        Assert.Contains("'ROUNDROBIN'", error.Message, StringComparison.Ordinal);
    }
}
