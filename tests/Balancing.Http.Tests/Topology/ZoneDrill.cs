using Balancing.Http.Tests.Drills;
using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Topology;

/// <summary>Three zones, of which the client's own has two servers of four: they die under load and come back.</summary>
/// <remarks>Two retries, for a request may meet both dead servers before it goes to another zone: see <see cref="ActivePassiveDrill"/>.</remarks>
[Collection(OneDrillAtATime.Name)]
public class ZoneDrill(Fleet fleet)
{
    private const int Requests = 2000;

    [UnixFact]
    public async Task LocalZoneDies_NoGetFails_AndItsTrafficIsSharedOutAndReturns()
    {
        await using var client = new DrillClient(fleet, o =>
        {
            foreach (var (endpoint, zone) in o.Endpoints.Zip((string[])["a", "a", "b", "c"])) endpoint.Zone = zone;
            o.Topology.LocalZone = "a";
            o.Topology.ClientShares = new() { ["a"] = 0.3, ["b"] = 0.3, ["c"] = 0.4 };
            o.Resilience.Retry.MaxRetries = 2;
        });
        int[] local = [fleet[0].Port, fleet[1].Port];

        var load = new ServedLoad(client.Http, "zones ");
        await load.RoundsAsync(20);
        await Task.WhenAll(fleet.BreakAsync(0, "killed"), fleet.BreakAsync(1, "killed"));
        await Clock.WhenAsync(() => client.Changes.Where(change => change.To == HealthState.Ejected).Select(change => change.Endpoint).Distinct().Count() == 2);
        var away = await ServedLoad.BurstAsync(client.Http, Requests);
        await load.RoundsAsync(5);
        await Task.WhenAll(fleet.MendAsync(0, "killed"), fleet.MendAsync(1, "killed"));
        await load.WhenServedByAsync(20, local);
        var workers = await load.EndAsync();

        Assert.All(workers.SelectMany(served => served), request => Assert.Null(request.Failure));
        Assert.All(workers, served => Assert.All(served.Take(20), request => Assert.Contains(request.Port, local)));

        // Half of the capacity each is left to b and c, of which their own clients need 0.3 and 0.4: so b can spare twice as much, and gets two thirds, each request by
        // itself. That is binomial, with a standard deviation of 21 requests of 2000; five of them are left to chance, once in two million runs.
        Assert.Equal(Requests, away[fleet[2].Port] + away[fleet[3].Port]);
        Assert.InRange(away[fleet[2].Port], (Requests * 2 / 3) - 106, (Requests * 2 / 3) + 106);
    }
}
