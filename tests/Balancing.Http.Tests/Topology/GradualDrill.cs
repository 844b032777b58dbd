using Balancing.Http.Tests.Drills;
using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Topology;

/// <summary>Two tiers of two servers: one of the first tier dies, and what the other cannot bear spills over.</summary>
[Collection(OneDrillAtATime.Name)]
public class GradualDrill(Fleet fleet)
{
    private const int Requests = 2000;

    [UnixFact]
    public async Task HalfOfATierDies_AndItsExcessSpillsOver()
    {
        await using var client = new DrillClient(fleet, o =>
        {
            (o.Endpoints[2].Priority, o.Endpoints[3].Priority) = (1, 1);
            o.Topology.Failover = FailoverMode.Gradual;
        });

        var before = await ServedLoad.BurstAsync(client.Http, 100);
        var load = new ServedLoad(client.Http, "gradual ");
        await fleet.BreakAsync(0, "killed");
        await Clock.WhenAsync(() => client.Changes.Any(change => change.To == HealthState.Ejected));
        var spilt = await ServedLoad.BurstAsync(client.Http, Requests);
        await fleet.MendAsync(0, "killed");
        await load.WhenServedByAsync(20, [fleet[0].Port, fleet[1].Port]);
        var workers = await load.EndAsync();

        Assert.All(workers.SelectMany(served => served), request => Assert.Null(request.Failure));
        Assert.Equal(((int[])[fleet[0].Port, fleet[1].Port]).Order(), before.Keys.Order());

        // Half of the tier bears 1.4 times its half of the requests; 0.3 of them, each by itself, go to the next tier. That is binomial, with a standard deviation of 20.5
        // requests of 2000; five of them are left to chance, once in two million runs.
        Assert.DoesNotContain(fleet[0].Port, spilt.Keys);
        Assert.InRange(spilt[fleet[2].Port] + spilt[fleet[3].Port], 600 - 103, 600 + 103);
    }
}
