using System.Net;
using Balancing.AspNetCore.Tests.Support;
using Balancing.Http;
using Balancing.Http.LoadReports;
using Balancing.Resolution;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.AspNetCore.Tests;

/// <summary>Real servers tell their load, and a balanced client follows it.</summary>
public sealed class LoadReportTests
{
    private const string Text = "endpoint-load-metrics";
    private const string Binary = "endpoint-load-metrics-bin";

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task AnAnswer_CarriesAReport_OnceThereIsOne()
    {
        await using var server = await StartAsync(0.5, _ => Task.CompletedTask);
        using var client = new HttpClient();
        Assert.Null(await ReportOf(client, server));
        _clock.Advance(TimeSpan.FromSeconds(1));
        var report = Assert.NotNull(await ReportOf(client, server));
        Assert.Equal(0.5, report.ApplicationUtilization);
        Assert.Equal(1, report.RequestsPerSecond);
    }

    [Fact]
    public async Task AnErrorPage_CarriesAReport_AndIsAnError()
    {
        await using var server = await StartAsync(0.5, context =>
        {
            context.Response.Clear();
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        using var client = new HttpClient();
        await ReportOf(client, server);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, (await ReportOf(client, server))?.ErrorsPerSecond);
    }

    [Fact]
    public async Task AGateway_TellsItsOwnLoad_AndNotThatOfTheServerBehindIt()
    {
        await using var server = await StartAsync(0.5, context =>
        {
            context.Response.Headers[Text] = "TEXT application_utilization=0.9,rps_fractional=1";
            context.Response.Headers[Binary] = "CQAAAAAAAOA/";
            return Task.CompletedTask;
        });
        using var client = new HttpClient();
        _clock.Advance(TimeSpan.FromSeconds(1));
        using var response = await client.GetAsync(server.Address());
        Assert.Contains("application_utilization=0.5,", response.Headers.GetValues(Text).Single(), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains(Binary));
    }

    [Fact]
    public async Task WhoIsNotToBeTold_IsNot_ButCounts()
    {
        await using var server = await StartAsync(0.5, _ => Task.CompletedTask, options => options.When = context => context.Request.Headers.ContainsKey("X-Tell"));
        using var client = new HttpClient();
        await ReportOf(client, server);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await ReportOf(client, server));
        client.DefaultRequestHeaders.Add("X-Tell", "1");
        Assert.Equal(2, (await ReportOf(client, server))?.RequestsPerSecond);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AGrpcCall_CarriesItsReportInTheTrailers_OrWithoutAnAnswerInTheHeaders(bool answers)
    {
        await using var server = await StartAsync(0.5, async context =>
        {
            context.Response.ContentType = "application/grpc";
            if (answers) await context.Response.Body.WriteAsync(new byte[5]);
            if (answers) await context.Response.Body.FlushAsync();
            if (answers) context.Response.AppendTrailer("grpc-status", "13");
            else context.Response.Headers["grpc-status"] = "13";
        }, protocols: HttpProtocols.Http2);
        using var client = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        for (var i = 0; i < 2; i++)
        {
            using var content = new ByteArrayContent([0, 0, 0, 0, 0]);
            content.Headers.ContentType = new("application/grpc");
            using var response = await client.PostAsync(server.Address(), content);
            await response.Content.ReadAsByteArrayAsync();
            _clock.Advance(TimeSpan.FromSeconds(1));
            if (i == 0) continue;
            Assert.False(response.Headers.Contains(Text));
            var value = (answers ? response.TrailingHeaders : response.Headers).GetValues(Binary).Single();
            Assert.True(LoadReportParser.TryParseBinary(value, [], out var report));
            Assert.Equal((0.5, 1, 1), (report.ApplicationUtilization, report.RequestsPerSecond, report.ErrorsPerSecond));
        }
    }

    /// <summary>Three servers with the same traffic, one of which says that it is twice as busy: it gets about half of what the others get.</summary>
    [Theory]
    [InlineData("RoundRobin")]
    [InlineData("WeightedRoundRobin")]
    public async Task ABusyServer_GetsFewerRequests(string strategy)
    {
        int[] counts = [0, 0, 0];
        var servers = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => StartAsync(i == 1 ? 0.8 : 0.4, _ =>
        {
            Interlocked.Increment(ref counts[i]);
            return Task.CompletedTask;
        })));
        var loadBalancer = strategy == "RoundRobin" ? LoadBalancer.RoundRobin() : LoadBalancer.WeightedRoundRobin();
        await using var cluster = new Cluster("catalog", new StaticResolver([.. servers.Select(server => server.Address())]), loadBalancer, new ClusterOptions
        {
            TimeProvider = _clock,
            LoadReports = new LoadReportOptions { Enabled = true, BlackoutPeriod = TimeSpan.Zero },
        });
        using var client = new HttpClient(BalancingHandlerChain.Create(cluster));

        // Equal turns: a hundred requests each, which is what the servers report, by their utilisation.
        for (var i = 0; i < 300; i++) await client.GetStringAsync("http://catalog/");
        _clock.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 30; i++) await client.GetStringAsync("http://catalog/");
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([1.2, 0.6, 1.2], cluster.Describe().Endpoints.Select(use => Math.Round(use.EffectiveWeight, 9)));

        // The clock stands still, so weights do, too. In turns by weight, each server's share is exact but for where the turns begin and end.
        Array.Clear(counts);
        for (var i = 0; i < 1_000; i++) await client.GetStringAsync("http://catalog/");
        Assert.Equal([400.0, 200, 400], counts.Select(count => (double)count), (a, b) => Math.Abs(a - b) <= 2);
        foreach (var server in servers) await server.DisposeAsync();
    }

    [Theory]
    [InlineData(99)]
    [InlineData(10_001)]
    public void AnIntervalOutsideItsRange_IsRefused(int milliseconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ServerLoadOptions { SampleInterval = TimeSpan.FromMilliseconds(milliseconds) });

    private async Task<WebApplication> StartAsync(double utilization, RequestDelegate answer, Action<ServerLoadOptions>? configure = null, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var builder = Server.Create(protocols: protocols);
        builder.Services.AddSingleton<TimeProvider>(_clock);
        var app = builder.Build();
        app.UseLoadReports(options =>
        {
            options.ApplicationUtilization = () => utilization;
            configure?.Invoke(options);
        });
        app.Run(answer);
        await app.StartAsync();
        return app;
    }

    private static async Task<LoadReport?> ReportOf(HttpClient client, WebApplication server)
    {
        using var response = await client.GetAsync(server.Address());
        return response.Headers.TryGetValues(Text, out var values) && LoadReportParser.TryParse(values.Single(), [], out var report) ? report : null;
    }
}
