namespace Balancing.Internal;

/// <summary>How requests to one endpoint have gone lately: what every request writes and outlier detection reads.</summary>
/// <remarks>
/// A success costs one increment and three reads. Counts are exact but for the moment of a change of windows, when a late writer's
/// request may be lost. An endpoint gets new counters with every ejection and return; a request counts into those it began with, so what was
/// begun before says nothing about what came after.
/// </remarks>
internal sealed class OutcomeCounters
{
    private readonly OutcomeWindow[] _windows = [new(), new()];
    private int _active;
    private int _serverErrors;
    private int _gatewayErrors;
    private int _localOriginFailures;

    public int ConsecutiveServerErrors => Volatile.Read(ref _serverErrors);

    public int ConsecutiveGatewayErrors => Volatile.Read(ref _gatewayErrors);

    public int ConsecutiveLocalOriginFailures => Volatile.Read(ref _localOriginFailures);

    /// <summary>The window that is being written.</summary>
    public OutcomeWindow Active => _windows[Volatile.Read(ref _active) & 1];

    /// <summary>Counts a request. Returns whether a limit has just been reached: exactly once per row of failures.</summary>
    public bool Record(OutcomeKind kind, TimeSpan latency, in ConsecutiveLimits limits)
    {
        switch (kind)
        {
            case OutcomeKind.Success:
                if (_serverErrors != 0) Volatile.Write(ref _serverErrors, 0);
                if (_gatewayErrors != 0) Volatile.Write(ref _gatewayErrors, 0);
                if (_localOriginFailures != 0) Volatile.Write(ref _localOriginFailures, 0);
                Active.Latencies.Add(latency);
                return false;

            case OutcomeKind.ServerError:
                Active.AddServerFailure();
                Volatile.Write(ref _gatewayErrors, 0);
                Volatile.Write(ref _localOriginFailures, 0);
                return Interlocked.Increment(ref _serverErrors) == limits.ServerErrors;

            case OutcomeKind.GatewayError:
                // Also a server error, as everywhere in the field: 503 is a 5xx.
                Active.AddServerFailure();
                Volatile.Write(ref _localOriginFailures, 0);
                return Interlocked.Increment(ref _gatewayErrors) == limits.GatewayErrors
                    | Interlocked.Increment(ref _serverErrors) == limits.ServerErrors;

            case OutcomeKind.LocalOriginFailure:
                Active.AddLocalOriginFailure();
                return Interlocked.Increment(ref _localOriginFailures) == limits.LocalOriginFailures;

            default:
                return false;
        }
    }

    /// <summary>Ends the active window and returns it; it may be read until the next call.</summary>
    public OutcomeWindow Rotate()
    {
        var next = _windows[(_active + 1) & 1];
        next.Clear();
        var ended = Active;
        Volatile.Write(ref _active, _active + 1);
        return ended;
    }

    public void ResetConsecutive()
    {
        Volatile.Write(ref _serverErrors, 0);
        Volatile.Write(ref _gatewayErrors, 0);
        Volatile.Write(ref _localOriginFailures, 0);
    }
}
