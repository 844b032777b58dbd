using System.Diagnostics;
using Balancing;

namespace Quickstart.Drills;

/// <summary>Writes down, with the time, what the cluster tells and which phase begins.</summary>
internal sealed class DrillLog : ClusterObserver
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Lock _lock = new();
    private readonly List<DrillEvent> _events = [];
    private readonly List<string> _lines = [];

    public IReadOnlyList<DrillEvent> Events
    {
        get
        {
            lock (_lock) return [.. _events];
        }
    }

    /// <summary>One line per phase and per event, as text.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock) return [.. _lines];
        }
    }

    private double ElapsedMs => Math.Round(Stopwatch.GetElapsedTime(_started).TotalMilliseconds, 1);

    public void Begin(string phase)
    {
        lock (_lock) AddLine(ElapsedMs, $"== {phase}");
    }

    public override void OnHealthChanged(Cluster cluster, HealthChange change)
    {
        lock (_lock)
        {
            var noted = new DrillEvent(
                ElapsedMs, $"{change.Endpoint}", change.From, change.To, change.Reason, change.Measured, change.Threshold, change.Duration?.TotalMilliseconds);
            _events.Add(noted);
            AddLine(noted.AtMs, $"{noted}");
        }
    }

    private void AddLine(double atMs, string text) => _lines.Add($"{atMs / 1000,7:0.000} s  {text}");
}
