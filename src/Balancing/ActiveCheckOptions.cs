using Balancing.Internal;

namespace Balancing;

/// <summary>Whom to ask how often, and how many answers it takes.</summary>
/// <remarks>HAProxy's scheme: rise, fall, and an interval for each situation. Every wait is varied by ±<see cref="Jitter"/>.</remarks>
public sealed record ActiveCheckOptions
{
    // A field, which configuration binding leaves alone.
    internal IHealthProbe? Probe;

    /// <summary>From one answer to the next question while nothing changes: 10 ms to 1 hour; default 5 s.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The same while an endpoint has begun to answer differently; default 1 s.</summary>
    public TimeSpan FastInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The same for an endpoint that is down; default 10 s.</summary>
    public TimeSpan DownInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer may take: 1 ms to 1 hour; default 2 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Good answers in a row that bring an endpoint back: at least 1; default 2.</summary>
    public int Rise { get; set; } = 2;

    /// <summary>Bad answers in a row that take it out: at least 1; default 3.</summary>
    public int Fall { get; set; } = 3;

    /// <summary>Whether an endpoint is used before its first answer, which decides at once. Default true.</summary>
    public bool InitiallyHealthy { get; set; } = true;

    /// <summary>The share by which waits are varied, so that a fleet does not ask in step: 0 to 0.5; default 0.1. The first wait is anything up to a whole interval.</summary>
    public double Jitter { get; set; } = 0.1;

    /// <summary>Switches checks on.</summary>
    /// <param name="probe">Asks an endpoint how it is.</param>
    /// <returns>The same options, so that calls can be chained.</returns>
    public ActiveCheckOptions UseProbe(IHealthProbe probe)
    {
        ArgumentNullException.ThrowIfNull(probe);
        Probe = probe;
        return this;
    }

    internal void Validate()
    {
        Setting.Check(IsWait(Interval), Interval, "between 10 ms and 1 hour", "ActiveChecks." + nameof(Interval));
        Setting.Check(IsWait(FastInterval), FastInterval, "between 10 ms and 1 hour", "ActiveChecks." + nameof(FastInterval));
        Setting.Check(IsWait(DownInterval), DownInterval, "between 10 ms and 1 hour", "ActiveChecks." + nameof(DownInterval));
        Setting.Check(Timeout >= TimeSpan.FromMilliseconds(1) && Timeout <= TimeSpan.FromHours(1), Timeout, "between 1 ms and 1 hour", "ActiveChecks." + nameof(Timeout));
        Setting.Check(Rise >= 1, Rise, "1 or more", "ActiveChecks." + nameof(Rise));
        Setting.Check(Fall >= 1, Fall, "1 or more", "ActiveChecks." + nameof(Fall));
        Setting.Check(Jitter is >= 0 and <= 0.5, Jitter, "between 0 and 0.5", "ActiveChecks." + nameof(Jitter));

        static bool IsWait(TimeSpan wait) => wait >= TimeSpan.FromMilliseconds(10) && wait <= TimeSpan.FromHours(1);
    }
}
