using Balancing.Internal;

namespace Balancing;

/// <summary>Collects new lists for a moment where they are long, so that a source which reports every single change does not keep a processor busy.</summary>
/// <remarks>Only lists are collected: an ejection takes effect at once, and so does the first list.</remarks>
internal sealed class ListPace(TimeProvider time, Action rebuild) : IDisposable
{
    /// <summary>Taking a list over costs some 0.3 µs per endpoint: with ten times that in between, a tenth of one processor at most.</summary>
    private static readonly TimeSpan PausePerEndpoint = TimeSpan.FromMicroseconds(3);

    /// <summary>Below this, at 1,000 endpoints, the pause is not worth a timer, and who sets a list finds it in use at once.</summary>
    private static readonly TimeSpan ShortestPause = PausePerEndpoint * 1_000;

    private readonly Alarm _alarm = new(time, rebuild);
    private long _notBefore;

    /// <summary>There is a new list. Called from any thread.</summary>
    public void Request(TimeSpan now)
    {
        var wait = new TimeSpan(Volatile.Read(ref _notBefore)) - now;
        if (wait <= TimeSpan.Zero) rebuild();
        else _alarm.Set(wait);
    }

    /// <summary>A list has been taken over. Called inside the rebuild latch.</summary>
    public void OnListTaken(int count, TimeSpan now)
    {
        var pause = PausePerEndpoint * count;
        if (pause >= ShortestPause) Volatile.Write(ref _notBefore, (now + pause).Ticks);
    }

    public void Dispose() => _alarm.Dispose();
}
