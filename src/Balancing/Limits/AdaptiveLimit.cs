namespace Balancing.Limits;

/// <summary>How many requests one endpoint seems to bear at a time; see <see cref="AdaptiveLimitOptions"/>.</summary>
internal sealed class AdaptiveLimit(AdaptiveLimitOptions options)
{
    private double _limit = options.InitialLimit;
    private long _cutAt = -1;

    public int Value => (int)Volatile.Read(ref _limit);

    /// <param name="inFlight">How many requests were in flight when this one ended, with it.</param>
    /// <param name="begun">When it was begun.</param>
    /// <param name="outcome">How it ended.</param>
    public void Observe(int inFlight, TimeSpan begun, in RequestOutcome outcome)
    {
        if (outcome.Kind == OutcomeKind.Cancelled) return;
        if (IsOverload(in outcome)) Cut(begun, outcome.Now);

        // A limit that is not made use of says nothing about what is above it. 1/limit per answer is 1 per round of answers.
        else if (inFlight * 2 >= Volatile.Read(ref _limit)) Change(static (limit, o) => Math.Min(limit + (1 / limit), o.MaxLimit));
    }

    // A server's own error (HTTP 500) is no sign of load.
    private bool IsOverload(in RequestOutcome outcome) =>
        outcome.Kind is OutcomeKind.LocalOriginFailure or OutcomeKind.GatewayError or OutcomeKind.Throttled || outcome.Latency > options.MaxLatency;

    /// <summary>Once per overload: what was begun before the last cut met the same one, and says nothing about the limit since.</summary>
    private void Cut(TimeSpan begun, TimeSpan now)
    {
        var cutAt = Volatile.Read(ref _cutAt);
        if (begun.Ticks <= cutAt || Interlocked.CompareExchange(ref _cutAt, now.Ticks, cutAt) != cutAt) return;
        Change(static (limit, o) => Math.Max(limit * o.Backoff, o.MinLimit));
    }

    private void Change(Func<double, AdaptiveLimitOptions, double> change)
    {
        double limit;
        do
        {
            limit = Volatile.Read(ref _limit);
        }
        while (Interlocked.CompareExchange(ref _limit, change(limit, options), limit) != limit);
    }
}
