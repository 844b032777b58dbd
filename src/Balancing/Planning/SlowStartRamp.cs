namespace Balancing.Planning;

/// <summary>The share of its weight that a growing endpoint gets.</summary>
internal static class SlowStartRamp
{
    /// <summary>5 %: twenty steps from first to full share, each a rebuild.</summary>
    private const double Step = 0.05;

    /// <summary>1 for an endpoint that has grown, less for one that is growing.</summary>
    public static double Factor(SlowStartOptions options, TimeSpan? growsSince, TimeSpan now)
    {
        if (options.Window == TimeSpan.Zero || growsSince is not { } since) return 1;
        var grown = Math.Max(0, (now - since) / options.Window);
        return grown >= 1 ? 1 : Math.Max(options.MinWeight, Math.Pow(grown, 1 / options.Aggression));
    }

    /// <summary>When the factor is next worth working out again; <see langword="null"/> once it is 1.</summary>
    public static TimeSpan? NextStep(SlowStartOptions options, TimeSpan? growsSince, TimeSpan now) =>
        options.Window == TimeSpan.Zero || growsSince is not { } since || now - since >= options.Window ? null : now + (options.Window * Step);
}
