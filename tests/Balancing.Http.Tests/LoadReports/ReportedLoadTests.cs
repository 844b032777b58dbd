using System.Net;
using Balancing.Http.Tests.Support;
using Balancing.Resolution;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.Http.Tests.LoadReports;

/// <summary>Real servers report; a client's weights follow, from headers and from gRPC's trailers.</summary>
public sealed class ReportedLoadTests
{
    private const string Header = "endpoint-load-metrics";

    [Theory]
    [InlineData(RequestCompletion.ResponseBody)]
    [InlineData(RequestCompletion.ResponseHeaders)]
    public async Task TwiceTheUtilisation_IsHalfTheRequests_UntilItsReportsExpire(RequestCompletion completeOn)
    {
        var silent = false;
        await using var first = await StartAsync(0.2);
        await using var second = await StartAsync(0.4);
        await using var third = await StartAsync(0.2);
        TestServer[] servers = [first, second, third];
        var time = new FakeTimeProvider();
        await using var cluster = Cluster(time, LoadBalancer.WeightedRoundRobin(), servers);
        using var client = new HttpClient(BalancingHandlerChain.Create(cluster, completeOn: completeOn));

        await SendAsync(30);
        time.Advance(TimeSpan.FromSeconds(11));
        await SendAsync(30);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([1.2, 0.6, 1.2], Weights(cluster));

        // Rotation by weight: of 100 requests each has its share, give or take one or two for where it begins and ends.
        var sent = await SendAsync(100);
        Assert.Equal([40.0, 20, 40], sent, (a, b) => Math.Abs(a - b) <= 2);

        silent = true;
        time.Advance(TimeSpan.FromSeconds(181));
        Assert.Equal([1, 1, 1], Weights(cluster));
        sent = await SendAsync(99);
        Assert.Equal([33.0, 33, 33], sent, (a, b) => Math.Abs(a - b) <= 2);

        Task<TestServer> StartAsync(double utilization) => TestServer.StartAsync(context =>
        {
            if (!silent) context.Response.Headers[Header] = FormattableString.Invariant($"TEXT cpu_utilization={utilization},rps_fractional=100");
            return context.Response.WriteAsync("well");
        });

        async Task<double[]> SendAsync(int count)
        {
            var before = Array.ConvertAll(servers, server => server.Requests);
            for (var i = 0; i < count; i++) await client.GetStringAsync("http://catalog/");
            return [.. servers.Select((server, i) => (double)(server.Requests - before[i]))];
        }
    }

    [Theory]
    [InlineData("TEXT cpu_utilization=0.6,rps_fractional=100", true)]
    [InlineData("""JSON {"cpu_utilization":0.6,"rps_fractional":100}""", true)]
    [InlineData("nonsense", false)]
    [InlineData("TEXT cpu_utilization=0.6,rps_fractional=-1", false)]
    public async Task AReportThatCannotBeRead_IsAsNone(string header, bool counts)
    {
        await using var good = await TestServer.StartAsync(context => AnswerAsync(context, "TEXT cpu_utilization=0.2,rps_fractional=100"));
        await using var other = await TestServer.StartAsync(context => AnswerAsync(context, header));
        double[] expected = counts ? [1.5, 0.5] : [1, 1];
        Assert.Equal(expected, await WeightsAfterAsync(good, other));
    }

    [Fact]
    public async Task OfTwoReportsInOneAnswer_NeitherIsBelieved()
    {
        await using var good = await TestServer.StartAsync(context => AnswerAsync(context, "TEXT cpu_utilization=0.2,rps_fractional=100"));
        await using var other = await TestServer.StartAsync(context =>
        {
            context.Response.Headers.Append(Header, "TEXT cpu_utilization=0.6,rps_fractional=100");
            return AnswerAsync(context, "TEXT cpu_utilization=0.1,rps_fractional=100", append: true);
        });
        var weights = await WeightsAfterAsync(good, other);
        Assert.Equal([1, 1], weights);
    }

    [Fact]
    public async Task AnErrorsReport_CountsToo_AndTheResponseKeepsItsHeader()
    {
        await using var server = await TestServer.StartAsync(context =>
        {
            context.Response.StatusCode = 500;
            return AnswerAsync(context, "TEXT cpu_utilization=0.2,rps_fractional=100");
        });
        await using var cluster = Cluster(new FakeTimeProvider(), LoadBalancer.RoundRobin(), server);
        using var client = new HttpClient(BalancingHandlerChain.Create(cluster));
        using var response = await client.GetAsync("http://catalog/");
        Assert.Equal("TEXT cpu_utilization=0.2,rps_fractional=100", response.Headers.GetValues(Header).Single());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GrpcReports_InTrailers_OrInTheHeadersOfACallWithoutAnAnswer(bool answers)
    {
        await using var good = await StartAsync(0.2);
        await using var other = await StartAsync(0.6);
        var weights = await WeightsAfterAsync(HttpVersion.Version20, good, other);
        Assert.Equal([1.5, 0.5], weights);

        Task<TestServer> StartAsync(double utilization) => GrpcServers.StartAsync(async context =>
        {
            var report = Convert.ToBase64String([0x09, .. LoadReportSeeds.Double(utilization), 0x31, .. LoadReportSeeds.Double(100)]).TrimEnd('=');
            if (answers)
            {
                await context.AnswerAsync(0, 1, 2, 3);
                context.Response.AppendTrailer("endpoint-load-metrics-bin", report);
            }
            else
            {
                context.Response.Headers["endpoint-load-metrics-bin"] = report;
                await context.AnswerAtOnceAsync(5);
            }
        });
    }

    [Fact]
    public async Task Configuration_SwitchesReportsOn()
    {
        await using var good = await TestServer.StartAsync(context => AnswerAsync(context, "TEXT cpu_utilization=0.9,rps_fractional=100,named_metrics.queue=0.2"));
        await using var other = await TestServer.StartAsync(context => AnswerAsync(context, "TEXT cpu_utilization=0.1,rps_fractional=100,named_metrics.queue=0.6"));
        var time = new FakeTimeProvider();
        var configuration = Services.Configuration(
            ("Catalog:Endpoints:0", good.Address),
            ("Catalog:Endpoints:1", other.Address),
            ("Catalog:Strategy", "RoundRobin"),
            ("Catalog:LoadReports:Enabled", "true"),
            ("Catalog:LoadReports:BlackoutPeriod", "00:00:00"),
            ("Catalog:LoadReports:UtilizationMetrics:0", "named_metrics.queue"));
        await using var services = Services.Build(services => services.AddSingleton<TimeProvider>(time).AddBalancedHttpClient("catalog", configuration.GetSection("Catalog")));
        using var client = services.Client("catalog");
        for (var i = 0; i < 4; i++) await client.GetStringAsync("/");
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal([1.5, 0.5], Weights(services.GetRequiredService<BalancedClusters>()["catalog"]));
    }

    private static Task AnswerAsync(HttpContext context, string report, bool append = false)
    {
        if (append) context.Response.Headers.Append(Header, report);
        else context.Response.Headers[Header] = report;
        return context.Response.WriteAsync("answer");
    }

    private static Task<double[]> WeightsAfterAsync(params TestServer[] servers) => WeightsAfterAsync(HttpVersion.Version11, servers);

    private static async Task<double[]> WeightsAfterAsync(Version version, params TestServer[] servers)
    {
        var time = new FakeTimeProvider();
        await using var cluster = Cluster(time, LoadBalancer.RoundRobin(), servers);
        using var client = new HttpClient(BalancingHandlerChain.Create(cluster));
        client.DefaultRequestVersion = version;
        client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 8; i++) await client.GetByteArrayAsync("http://catalog/");
            time.Advance(TimeSpan.FromSeconds(11));
        }

        return Weights(cluster);
    }

    private static Cluster Cluster(TimeProvider time, ILoadBalancer loadBalancer, params TestServer[] servers) =>
        new("catalog", new StaticResolver([.. servers.Select(server => server.Address)]), loadBalancer, new ClusterOptions { TimeProvider = time, LoadReports = new LoadReportOptions { Enabled = true } });

    private static double[] Weights(Cluster cluster) => [.. cluster.Describe().Endpoints.Select(use => Math.Round(use.EffectiveWeight, 9))];
}
