using Balancing.Simulator.Scenarios;

namespace Balancing.Simulator;

/// <summary>Says on stderr how far it is: one line that moves on a terminal, else a line per scenario. Safe for concurrent use.</summary>
internal sealed class Progress(TextWriter error, bool isTerminal, TimeProvider time)
{
    private const int Width = 40;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _left = [];
    private long _begun;
    private int _total;
    private int _done;

    public void Begin(Scenario[] scenarios, int runsPerScenario)
    {
        _begun = time.GetTimestamp();
        _total = scenarios.Length * runsPerScenario;
        foreach (var scenario in scenarios) _left[scenario.Id] = runsPerScenario;
    }

    public void OnRun(string scenario)
    {
        lock (_lock)
        {
            _done++;
            var left = --_left[scenario];
            var passed = time.GetElapsedTime(_begun);
            if (isTerminal)
            {
                var filled = Width * _done / _total;
                var rest = passed * ((double)(_total - _done) / _done);
                error.Write($"\r[{new string('#', filled)}{new string('.', Width - filled)}] {_done}/{_total} runs, {scenario}, {rest:mm\\:ss} to go   ");
            }
            else if (left == 0)
            {
                error.WriteLine($"{scenario}: done, {_done} of {_total} runs after {passed.TotalSeconds:F0} s");
            }
        }
    }

    public void End()
    {
        if (isTerminal) error.WriteLine();
    }
}
