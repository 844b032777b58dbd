using Balancing.Http.Tests.Support;
using Xunit.Abstractions;

namespace Balancing.Http.Tests.Drills;

/// <summary>All four servers fail at once: retries do not multiply the load, and traffic resumes by itself.</summary>
[Collection(OneDrillAtATime.Name)]
public class OutageDrill(Fleet fleet, ITestOutputHelper output)
{
    private const double WindowSeconds = 10;

    [UnixTheory]
    [InlineData("503", 0.2, 10)]
    [InlineData("503", 0.1, 1)]
    [InlineData("killed", 0.1, 1)]
    public async Task AllOfFour_GetWhatTheBudgetAllowsAndAreBackWithinTheEjectionTime(string fault, double share, double minPerSecond)
    {
        using var unobserved = new UnobservedExceptions();
        await using var client = new DrillClient(fleet, o => (o.Resilience.Retry.Budget.Share, o.Resilience.Retry.Budget.MinPerSecond) = (share, minPerSecond));
        var prefix = $"all {fault} {share} ";

        // GETs: each of them would be sent again.
        var traffic = Traffic.OfGets(prefix, client.Http);
        await traffic.MoreAsync(100);
        await fleet.BreakAllAsync(fault);
        await traffic.MoreAsync(500);
        await fleet.MendAllAsync(fault);

        var recovered = traffic.Sent;
        var recovery = TimeProvider.System.GetTimestamp();
        await Clock.WhenAsync(() => Enumerable.Range(0, Fleet.Size).All(i => client.StateOf(fleet[i]) == HealthState.Healthy));
        var recoveryTook = TimeProvider.System.GetElapsedTime(recovery);
        await traffic.MoreAsync(100);
        var sent = await traffic.EndAsync();
        var elapsed = traffic.Elapsed;
        await client.IsIdleAsync();
        var arrivals = (await fleet.ArrivalsAsync(prefix)).Sum(ids => ids.Count);

        var failed = sent.Count(request => request.Failure is not null);
        output.WriteLine($"{sent.Count} requests, {failed} failed, {client.Attempts} attempts, {arrivals} at the servers; in {elapsed.TotalSeconds:0.0} s; all back {recoveryTook.TotalSeconds:0.0} s after the recovery.");

        // All that the budget has got since the client was made: each request's share, the floor, and the floor of ten seconds to begin with. Less, really: what is not used fades away.
        var budget = (share * sent.Count) + (minPerSecond * (elapsed.TotalSeconds + WindowSeconds));
        Assert.InRange(client.Attempts - sent.Count, 1, budget);
        if (fault == "503") Assert.Equal(client.Attempts, arrivals);
        Assert.InRange(failed, 100, recovered);

        // Two of them are in use all the time, for no ejection begins a panic: the first request after the recovery is answered. The others have their ejection to end,
        // of 1 s at most, and one request each to try them; the rest of the time is a busy machine's.
        Assert.All(sent.Where(request => request.Number >= recovered), request => Assert.Null(request.Failure));
        Assert.InRange(recoveryTook, TimeSpan.Zero, DrillClient.MaxEjectionTime + TimeSpan.FromSeconds(4));
        Assert.All(client.Changes.Where(change => change.Duration is not null), change => Assert.InRange(change.Duration!.Value, TimeSpan.Zero, DrillClient.MaxEjectionTime));
        Assert.Empty(unobserved.Collected());
    }
}
