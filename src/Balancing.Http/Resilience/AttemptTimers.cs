using System.Collections.Concurrent;

namespace Balancing.Http.Resilience;

/// <summary>The timers of a client's attempts. One that has not gone off is used again: making it, with its token, is most of what a timeout costs.</summary>
internal sealed class AttemptTimers(TimeSpan timeout, TimeProvider time)
{
    /// <summary>What is kept for when it is needed again; more in flight than that make their own.</summary>
    private const int MaxIdle = 256;

    private readonly ConcurrentQueue<CancellationTokenSource> _idle = new();

    /// <summary>What a caller's cancellation does to a timer.</summary>
    public static Action<object?> Cancel { get; } = static timer => ((CancellationTokenSource)timer!).Cancel();

    public TimeSpan Timeout => timeout;

    public CancellationTokenSource Start()
    {
        if (!_idle.TryDequeue(out var timer)) timer = new CancellationTokenSource(System.Threading.Timeout.InfiniteTimeSpan, time);
        timer.CancelAfter(timeout);
        return timer;
    }

    /// <summary>The attempt is over, and nobody holds the token any more; but for whoever goes on sending a body that was answered early.</summary>
    public void Stop(CancellationTokenSource timer, HttpRequestMessage request)
    {
        if (request.Content is null && timer.TryReset() && _idle.Count < MaxIdle) _idle.Enqueue(timer);
        else timer.Dispose();
    }
}
