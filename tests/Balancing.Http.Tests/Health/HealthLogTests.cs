using Balancing.Http.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Balancing.Http.Tests.Health;

/// <summary>One line per change of state, with its numbers; none per request.</summary>
public class HealthLogTests
{
    [Fact]
    public async Task EjectionAndReturn_AreOneLineEach()
    {
        var servers = await Backend.StartManyAsync(4);
        await using var rig = new SickRig(servers.Select(s => s.Address), o => o.Health.OutlierDetection.EjectionJitter = TimeSpan.Zero);
        servers[0].AnswerWith(500);
        await rig.SendAsync(200);
        servers[0].Recover();
        rig.Time.Advance(SickRig.OneEjection);
        await rig.SendAsync(200);

        var sick = servers[0].Address;
        Assert.Equal(
            [
                (LogLevel.Warning, 7, $"Client 'catalog': {sick} is ejected for 00:00:30: ConsecutiveServerErrors, measured 5, limit 5, the others not compared."),
                (LogLevel.Information, 9, $"Client 'catalog': {sick} was Ejected and is Probing: EjectionTimeOver. Duration: open."),
                (LogLevel.Information, 9, $"Client 'catalog': {sick} was Probing and is Healthy: ProbeSucceeded. Duration: open."),
            ],
            Health(rig));
        foreach (var server in servers) await server.DisposeAsync();
    }

    [Fact]
    public async Task EjectionByAShare_TellsTheRates()
    {
        var servers = await Backend.StartManyAsync(4);
        await using var rig = new SickRig(servers.Select(s => s.Address), o =>
        {
            o.Health.OutlierDetection.EjectionJitter = TimeSpan.Zero;
            o.Health.OutlierDetection.ConsecutiveServerErrors = 0;
        });
        servers[0].AnswerWith(500);
        await rig.SendAsync(200);
        rig.Time.Advance(TimeSpan.FromSeconds(10.1));

        Assert.Equal($"Client 'catalog': {servers[0].Address} is ejected for 00:00:30: FailurePercentage, measured 1, limit 0.85, the others not compared.", Assert.Single(Health(rig)).Message);
        foreach (var server in servers) await server.DisposeAsync();
    }

    [Fact]
    public async Task DryRun_IsToldAndChangesNothing()
    {
        var servers = await Backend.StartManyAsync(4);
        await using var rig = new SickRig(servers.Select(s => s.Address), o => o.Health.OutlierDetection.ConsecutiveEnforcement = 0);
        servers[0].AnswerWith(500);

        Assert.Equal(10, await rig.SendAsync(40));

        var lines = Health(rig);
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.Equal(
            (LogLevel.Information, 8, $"Client 'catalog': {servers[0].Address} would be ejected, were its detector enforced: ConsecutiveServerErrors, measured 5, limit 5, the others not compared."),
            line));
        foreach (var server in servers) await server.DisposeAsync();
    }

    [Fact]
    public async Task PanicThrottlingAndDraining_AreOneLineEach()
    {
        var servers = await Backend.StartManyAsync(2);
        await using var rig = new SickRig(servers.Select(s => s.Address));
        var retryAfter = true;
        foreach (var server in servers)
        {
            server.Behave(context =>
            {
                context.Response.StatusCode = 429;
                if (retryAfter) context.Response.Headers.RetryAfter = "10";
                return Task.CompletedTask;
            });
        }

        await rig.SendAsync(2);
        retryAfter = false;
        await rig.SendAsync(20);
        rig.Time.Advance(TimeSpan.FromSeconds(10.1));
        await rig.Cluster.Drain(rig.Cluster.Endpoints[0]);
        rig.Cluster.Ready(rig.Cluster.Endpoints[0]);

        Assert.Equal(
            [9, 9, 10, 9, 9, 11, 9, 9],
            Health(rig).Select(line => line.Event));
        Assert.Contains("was Healthy and is Throttled: RetryAfter. Duration: 00:00:10.", Health(rig)[0].Message, StringComparison.Ordinal);
        foreach (var server in servers) await server.DisposeAsync();
    }

    private static (LogLevel Level, int Event, string Message)[] Health(SickRig rig) => [.. rig.Log.Lines.Where(line => line.Event is >= 7 and <= 11)];
}
