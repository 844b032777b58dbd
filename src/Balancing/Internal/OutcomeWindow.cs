namespace Balancing.Internal;

/// <summary>How the requests of one sweep's time went.</summary>
internal sealed class OutcomeWindow
{
    private int _serverFailures;
    private int _localOriginFailures;

    /// <summary>The latencies of the successes, and by that their number.</summary>
    public LatencyHistogram Latencies { get; } = new();

    /// <summary>Answers that blamed the endpoint or what stands behind it.</summary>
    public int ServerFailures => Volatile.Read(ref _serverFailures);

    /// <summary>Requests without an answer.</summary>
    public int LocalOriginFailures => Volatile.Read(ref _localOriginFailures);

    public void AddServerFailure() => Interlocked.Increment(ref _serverFailures);

    public void AddLocalOriginFailure() => Interlocked.Increment(ref _localOriginFailures);

    public void Clear()
    {
        Latencies.Clear();
        Volatile.Write(ref _serverFailures, 0);
        Volatile.Write(ref _localOriginFailures, 0);
    }
}
