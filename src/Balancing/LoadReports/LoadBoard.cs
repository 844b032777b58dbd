namespace Balancing.LoadReports;

/// <summary>Takes a cluster's load reports down, and works out every now and then by what factors they change weights.</summary>
/// <remarks><see cref="Take"/> may be called by anybody, <see cref="Run"/> only inside the latch. While nobody reports, nothing runs.</remarks>
/// <param name="options">How reports count.</param>
/// <param name="wake">Asks for a run: called for the first report after a time without any.</param>
internal sealed class LoadBoard(LoadReportOptions options, Action wake)
{
    /// <summary>1 %: who has moved by less is left alone, for a rebuild costs more than it would mend.</summary>
    private const double Least = 0.01;

    private int _awake;
    private TimeSpan? _next;

    /// <summary>Takes down what an endpoint reports, if that says anything.</summary>
    public void Take(Endpoint endpoint, in LoadReport report, TimeSpan now)
    {
        var weight = ReportWeight.Of(in report, options);
        if (weight <= 0) return;
        ReportedLoad.Of(endpoint).Record(weight, now, options.ExpirationPeriod);
        if (Volatile.Read(ref _awake) == 0 && Interlocked.Exchange(ref _awake, 1) == 0) wake();
    }

    /// <summary>What an endpoint's weight is multiplied by.</summary>
    public static double FactorOf(Endpoint endpoint) => ReportedLoad.Of(endpoint).Factor;

    /// <summary>Works factors out anew, if it is time. Returns when it will be time again; <see langword="null"/> while nobody reports.</summary>
    /// <param name="endpoints">All there are.</param>
    /// <param name="added">Those that have just come or come back.</param>
    /// <param name="now">The time.</param>
    /// <param name="moved">Whether factors are different from those before by so much that it matters.</param>
    public TimeSpan? Run(Endpoint[] endpoints, IReadOnlyList<Endpoint> added, TimeSpan now, out bool moved)
    {
        moved = false;
        foreach (var endpoint in added) ReportedLoad.Of(endpoint).Restart(now);
        if (now < _next) return _next;

        // Before the reports are looked at: one that comes later either is seen or asks for another run.
        Interlocked.Exchange(ref _awake, 0);
        foreach (var tier in endpoints.GroupBy(endpoint => endpoint.Priority)) moved |= Weigh([.. tier.Select(ReportedLoad.Of)], now);
        if (!Array.Exists(endpoints, endpoint => ReportedLoad.Of(endpoint).IsLive(now, options))) return _next = null;
        Volatile.Write(ref _awake, 1);
        return _next = now + options.UpdatePeriod;
    }

    /// <summary>The endpoints of a tier are compared with one another: those of another one may be machines of another kind, or idle.</summary>
    private bool Weigh(ReportedLoad[] tier, TimeSpan now)
    {
        var factors = TierFactors.Of(Array.ConvertAll(tier, load => load.WeightAt(now, options)));
        var moved = false;
        for (var i = 0; i < factors.Length; i++) moved |= HasMoved(tier[i].Factor, factors[i]);
        if (!moved) return false;
        for (var i = 0; i < factors.Length; i++) tier[i].Factor = factors[i];
        return true;
    }

    // Back to 1 exactly, however near: then an algorithm may take its simplest form again.
    private static bool HasMoved(double before, double now) => before != now && (now == 1 || Math.Abs(now - before) > Least * before);
}
