using System.Text;
using Balancing.Loopback;
using Balancing.Simulator.Scenarios;

const int seed = 1;

// Names may be given; else every strategy that looks at load, and the two that are usual, without outlier detection and with it.
string[] usual = ["RoundRobin", "Random", "LeastConnections", "PowerOfTwoChoices", "LeastResponseTime", "Adaptive"];
string[] policies = args.Length > 0 ? args : [.. usual, .. usual.Select(name => name + "+ejection")];
var scenarios = ScenarioFile.Read(Path.Combine(AppContext.BaseDirectory, "loopback.json"));

// Not measured: lets the just-in-time compiler do its work.
await LoopbackRun.RunAsync(scenarios[0] with { DurationMs = 3000 }, "RoundRobin+ejection", seed, CancellationToken.None);

var tables = new StringBuilder();
foreach (var scenario in scenarios)
{
    var rows = new List<Row>();
    foreach (var policy in policies)
    {
        rows.Add(Row.Of(scenario, policy, await LoopbackRun.RunAsync(scenario, policy, seed, CancellationToken.None)));
        await Console.Error.WriteLineAsync($"{scenario.Name}: {policy} done");
    }

    tables.Append(ComparisonTable.Of(scenario, rows));
}

Console.Write(tables);
