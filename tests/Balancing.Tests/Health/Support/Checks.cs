namespace Balancing.Tests.Health.Support;

/// <summary>Fleets with active checks and nothing else, and a way to wait for their loops, which run on other threads.</summary>
internal static class Checks
{
    public static Fleet Checked(int count, ScriptedProbe probe, Random? random = null) => new(
        count,
        options =>
        {
            options.OutlierDetection.Enabled = false;
            options.ActiveChecks.UseProbe(probe);
        },
        random ?? new FixedRandom(0.5));

    public static void Sleeps(Fleet fleet, double seconds) => Until(() => fleet.Clock is { ActiveTimers: 1, NextDue: { } due } && due == TimeSpan.FromSeconds(seconds));

    /// <summary>Waits for what is expected. Only a test that fails waits long.</summary>
    public static void Until(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(20)));
}
