using Balancing.Http.Tests.Support;
using Xunit.Abstractions;

namespace Balancing.Http.Tests.Drills;

/// <summary>One of four servers is slow, always or now and then. Two clients send to the same servers in turn: one hedges, one does not.</summary>
/// <remarks>
/// No request that the slow server takes its time for is over before that time unless it was hedged: so much for the client that does not, whatever the machine does
/// meanwhile. The other one has half of that time for the delay, for the second answer, and for what a busy machine adds.
/// </remarks>
[Collection(OneDrillAtATime.Name)]
public class HedgingDrill(Fleet fleet, ITestOutputHelper output)
{
    private const int Slow = 2, Requests = 600;

    /// <summary>Left out of the figures: an adaptive delay is known once 100 answers have been seen, and slow ones among those are waited for.</summary>
    private const int Learning = 150;

    private static readonly TimeSpan SlowAnswer = TimeSpan.FromMilliseconds(500);

    // 4 % of all requests are more than one in a hundred and fewer than the default budget of 5 %. A quarter needs a budget of its own.
    [UnixTheory]
    [InlineData("fixed, default budget", 16, 99, 100, 0.05)]
    [InlineData("adaptive, larger budget", 16, 99, null, 0.2)]
    [InlineData("fixed, always slow", 100, 95, 100, 0.35)]
    public async Task HedgedClient_DoesNotWaitForTheSlowOne(string name, int percentSlow, int percentile, int? delayMs, double share)
    {
        using var unobserved = new UnobservedExceptions();
        await using var hedged = new DrillClient(fleet, o =>
        {
            o.Resilience.Hedging = new HedgingOptions
            {
                Enabled = true,
                Delay = delayMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
                Budget = { Share = share },
            };
        });
        await using var plain = new DrillClient(fleet);
        var prefix = $"hedging, {name} ";

        await fleet.BreakAsync(Slow, $"slow {SlowAnswer.TotalMilliseconds} {percentSlow}");
        var traffic = Traffic.OfGets(prefix, hedged.Http, plain.Http);
        await traffic.MoreAsync(2 * (Learning + Requests));
        var sent = await traffic.EndAsync();
        var elapsed = traffic.Elapsed;
        await hedged.IsIdleAsync();
        await plain.IsIdleAsync();

        var with = LatenciesOf(sent, client: 0);
        var without = LatenciesOf(sent, client: 1);
        var arrivals = await fleet.ArrivalsAsync($"{prefix}0");
        var requests = sent.Count(request => request.Client == 0);
        var extra = arrivals.Sum(ids => ids.Count) - requests;
        output.WriteLine($"with:    p50 {At(with, 50):0.0}, p95 {At(with, 95):0.0}, p99 {At(with, 99):0.0} ms; {extra} extra requests, {100.0 * extra / requests:0.0} %");
        output.WriteLine($"without: p50 {At(without, 50):0.0}, p95 {At(without, 95):0.0}, p99 {At(without, 99):0.0} ms");

        Assert.All(sent, request => Assert.Null(request.Failure));
        Assert.InRange(At(without, percentile), SlowAnswer.TotalMilliseconds, double.MaxValue);
        Assert.InRange(At(with, percentile), 0, SlowAnswer.TotalMilliseconds / 2);

        // Each request's share, and the floor of 0.1 a second, which a new client has for ten seconds in advance.
        Assert.InRange(extra, 1, (share * requests) + (0.1 * (elapsed.TotalSeconds + 10)));

        // To be cancelled is nobody's fault.
        Assert.Empty(hedged.Changes);
        Assert.All(arrivals, ids => Assert.Distinct(ids));
        Assert.Empty(unobserved.Collected());
    }

    /// <summary>In milliseconds, in ascending order.</summary>
    private static double[] LatenciesOf(IEnumerable<SentRequest> sent, int client) =>
        [.. sent.Where(request => request.Client == client && request.Number >= Learning).Select(request => request.Latency.TotalMilliseconds).Order()];

    private static double At(double[] ascending, int percentile) => ascending[(int)Math.Ceiling(ascending.Length * percentile / 100.0) - 1];
}
