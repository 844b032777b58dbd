namespace Balancing.AspNetCore;

/// <summary>How busy this server is: counts requests, and measures when a request wants to know and it is time.</summary>
/// <remarks>Safe for concurrent use. There is no timer: while nobody asks, nothing happens.</remarks>
internal sealed class ServerLoad
{
    /// <summary>Rates are those of the last second, or of the time since the last sample but one, if that is longer.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly Func<double>? _application;
    private readonly TimeProvider _time;
    private readonly Func<TimeSpan> _processorTime;
    private readonly long _interval;

    private long _begun;
    private long _ended;
    private long _failed;

    // Touched by the one who measures.
    private readonly Queue<ServerLoadSample> _samples = new();

    private long _due;
    private volatile ServerLoadReport? _report;

    /// <param name="interval">How often to measure at most.</param>
    /// <param name="application">The application's own measure.</param>
    /// <param name="time">The clock.</param>
    /// <param name="processorTime">The processor time that the process has used; the true one when <see langword="null"/>.</param>
    public ServerLoad(TimeSpan interval, Func<double>? application, TimeProvider time, Func<TimeSpan>? processorTime = null)
    {
        (_application, _time) = (application, time);
        _processorTime = processorTime ?? (static () => Environment.CpuUsage.TotalTime);
        _interval = (long)(interval.TotalSeconds * time.TimestampFrequency);
        var now = time.GetTimestamp();
        _samples.Enqueue(new ServerLoadSample(now, _processorTime(), 0, 0));
        _due = now + _interval;
    }

    public void Begin() => Interlocked.Increment(ref _begun);

    public void End(bool failed)
    {
        if (failed) Interlocked.Increment(ref _failed);
        Interlocked.Increment(ref _ended);
    }

    /// <summary>What is to be told; <see langword="null"/> before the first interval is over.</summary>
    public ServerLoadReport? Report()
    {
        var now = _time.GetTimestamp();
        var due = Volatile.Read(ref _due);

        // Who swaps it measures; nobody else until that is done.
        if (now >= due && Interlocked.CompareExchange(ref _due, long.MaxValue, due) == due)
        {
            try
            {
                _report = Measure(now);
            }
            finally
            {
                Volatile.Write(ref _due, now + _interval);
            }
        }

        return _report;
    }

    private ServerLoadReport Measure(long now)
    {
        var (ended, failed) = (Interlocked.Read(ref _ended), Interlocked.Read(ref _failed));
        var sample = new ServerLoadSample(now, _processorTime(), ended, failed);
        _samples.Enqueue(sample);

        // The newest of those that are a second old or older is what this one is compared with.
        while (_samples.Count > 2 && _time.GetElapsedTime(_samples.ElementAt(1).At, now) >= Window) _samples.Dequeue();
        var before = _samples.Peek();
        var seconds = _time.GetElapsedTime(before.At, now).TotalSeconds;
        return new ServerLoadReport(
            Math.Max(0, (sample.Processor - before.Processor).TotalSeconds) / seconds / Environment.ProcessorCount,
            Application(),
            (ended - before.Ended) / seconds,
            Math.Min(failed - before.Failed, ended - before.Ended) / seconds,
            Math.Max(0, Interlocked.Read(ref _begun) - ended));
    }

    private double Application()
    {
        try
        {
            return _application?.Invoke() is { } value && value > 0 && double.IsFinite(value) ? value : 0;
        }
        catch (Exception)
        {
            // The request that happens to measure is not to fail for it.
            return 0;
        }
    }
}
