using Balancing.Http.Tests.Drills;
using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Topology;

/// <summary>Two active servers and a passive one: both active ones die under load and come back.</summary>
/// <remarks>
/// That no GET fails takes two retries. Until the dead ones are ejected, a request may meet both, one after the other, and only one that has been at every server of
/// the tier in use goes on to the next tier. With one retry, the default, such a request has failed by then.
/// </remarks>
[Collection(OneDrillAtATime.Name)]
public class ActivePassiveDrill(Fleet fleet)
{
    private const int Passive = 2;
    private const string Prefix = "active-passive ";

    private static readonly TimeSpan FailbackDelay = TimeSpan.FromSeconds(1);

    [UnixFact]
    public async Task BothActiveOnesDie_NoGetFails_AndTrafficReturnsOnce()
    {
        await using var client = new DrillClient(fleet, o =>
        {
            o.Endpoints.RemoveAt(3);
            o.Endpoints[Passive].Priority = 1;
            o.Topology.FailbackDelay = FailbackDelay;
            o.Resilience.Retry.MaxRetries = 2;
        });
        int[] active = [fleet[0].Port, fleet[1].Port];
        var passive = fleet[Passive].Port;

        var load = new ServedLoad(client.Http, Prefix);
        await load.RoundsAsync(20);
        Assert.Equal(0, await CountAtPassiveAsync());
        await Task.WhenAll(fleet.BreakAsync(0, "killed"), fleet.BreakAsync(1, "killed"));
        await load.WhenServedByAsync(20, [passive]);
        await Task.WhenAll(fleet.MendAsync(0, "killed"), fleet.MendAsync(1, "killed"));
        await Clock.WhenAsync(() => client.StateOf(fleet[0]) == HealthState.Healthy && client.StateOf(fleet[1]) == HealthState.Healthy);
        await load.WhenServedByAsync(5, active);
        var idle = await CountAtPassiveAsync();
        await load.RoundsAsync(20);
        var workers = await load.EndAsync();

        Assert.All(workers.SelectMany(served => served), request => Assert.Null(request.Failure));
        Assert.Equal(idle, await CountAtPassiveAsync());
        var trials = new List<Served>();
        var returns = new List<TimeSpan>();
        foreach (var served in workers)
        {
            // To the passive one and back, once. In between the active ones see nothing but the requests that try them.
            var (first, last) = (IndexOf(served, passive, fromEnd: false), IndexOf(served, passive, fromEnd: true));
            Assert.InRange(first, 20, last);
            Assert.InRange(served.Count - last, 20, int.MaxValue);
            trials.AddRange(served.Take(last).Skip(first).Where(request => request.Port != passive));

            // Even if the first one after the last that the passive one has answered was a trial, the second was not: two in a row are at the begin of the delay.
            returns.Add(served[last + 2].Ended);
        }

        // One each, unless it took so long that another was allowed.
        Assert.InRange(trials.Count, 1, active.Length + trials.Count(trial => trial.Ended - trial.Begun > DrillClient.BaseEjectionTime));
        Assert.InRange(returns.Min() - trials.Min(trial => trial.Begun), FailbackDelay, TimeSpan.MaxValue);

        // After its order a server's log has all that came before.
        async Task<int> CountAtPassiveAsync()
        {
            await fleet[Passive].OrderAsync("well");
            return fleet.CountArrivals(Passive, Prefix);
        }
    }

    private static int IndexOf(IReadOnlyList<Served> served, int port, bool fromEnd)
    {
        var ports = served.Select(request => request.Port).ToList();
        return fromEnd ? ports.LastIndexOf(port) : ports.IndexOf(port);
    }
}
