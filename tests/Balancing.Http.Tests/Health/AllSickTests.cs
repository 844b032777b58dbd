using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Health;

/// <summary>Where all are sick, ejecting them would only make it worse.</summary>
public class AllSickTests
{
    [Theory]
    [InlineData(50, 2)]
    [InlineData(100, 2)]
    public async Task Requests_FlowOnAndAllIsWellAgainWithoutARestart(int maxEjectionPercent, int ejected)
    {
        var servers = await Backend.StartManyAsync(4);
        await using var rig = new SickRig(servers.Select(s => s.Address), o => o.Health.OutlierDetection.MaxEjectionPercent = maxEjectionPercent);
        foreach (var server in servers) server.AnswerWith(500);

        Assert.Equal(100, await rig.SendAsync(100));

        // Every request reached somebody.
        Assert.Equal(100, servers.Sum(s => s.Requests));
        Assert.Equal(ejected, servers.Count(s => rig.StateOf(s.Address) == HealthState.Ejected));
        Assert.False(rig.Cluster.IsPanicking);

        foreach (var server in servers) server.Recover();
        Assert.Equal(0, await rig.SendAsync(20));
        rig.Time.Advance(SickRig.OneEjection);
        Assert.Equal(0, await rig.SendAsync(20));
        Assert.False(rig.Cluster.IsPanicking);
        await AssertEvenAsync(rig, servers);
    }

    [Fact]
    public async Task AllFailTheirChecks_AndAreUsedNevertheless()
    {
        var servers = await Backend.StartManyAsync(4);
        foreach (var server in servers) server.AnswerWith(500);
        await using var rig = new SickRig(servers.Select(s => s.Address), o =>
        {
            o.HealthProbe.Type = HealthProbeType.Http;
            o.Health.ActiveChecks.Fall = 1;
            o.Health.ActiveChecks.Rise = 1;
            o.Health.ActiveChecks.Timeout = TimeSpan.FromHours(1);
            o.Health.OutlierDetection.Enabled = false;
        });

        await Clock.UntilAsync(rig.Time, () => servers.All(s => rig.StateOf(s.Address) == HealthState.Unhealthy) && rig.Cluster.IsPanicking);
        Assert.Equal(8, await rig.SendAsync(8));

        foreach (var server in servers) server.Recover();
        Assert.Equal(0, await rig.SendAsync(8));
        await Clock.UntilAsync(rig.Time, () => servers.All(s => rig.StateOf(s.Address) == HealthState.Healthy) && !rig.Cluster.IsPanicking);
        Assert.Equal(0, await rig.SendAsync(8));
        foreach (var server in servers) await server.DisposeAsync();
    }

    [Fact]
    public async Task RequestsFailAtOnce_WhereTheUserChoseSo()
    {
        var servers = await Backend.StartManyAsync(4);
        foreach (var server in servers) server.AnswerWith(500);
        await using var rig = new SickRig(servers.Select(s => s.Address), o =>
        {
            o.Health.OutlierDetection.MaxEjectionPercent = 100;
            o.Health.FailClosed = true;
        });

        await rig.SendAsync(20);

        var error = await Assert.ThrowsAsync<NoEndpointHttpException>(() => rig.Client.GetAsync("/"));
        Assert.Equal(NoEndpointReason.AllUnhealthy, error.Reason);

        // Even so they are tried, one request each, and come back.
        foreach (var server in servers) server.Recover();
        rig.Time.Advance(SickRig.OneEjection);
        Assert.Equal(0, await rig.SendAsync(20));
        await AssertEvenAsync(rig, servers);
    }

    private static async Task AssertEvenAsync(SickRig rig, Backend[] servers)
    {
        var before = servers.Sum(s => s.Requests);
        var each = servers.Select(s => s.Requests).ToArray();
        Assert.Equal(0, await rig.SendAsync(40));
        Assert.Equal(before + 40, servers.Sum(s => s.Requests));
        Assert.All(servers.Zip(each), pair => Assert.Equal(10, pair.First.Requests - pair.Second));
        foreach (var server in servers) await server.DisposeAsync();
    }
}
