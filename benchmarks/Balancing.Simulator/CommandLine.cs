namespace Balancing.Simulator;

/// <summary>What the caller wants.</summary>
internal sealed record CommandLine
{
    public const string Help = """
        Simulates the library's strategies on virtual time.

          --scenario all|A,B,…   by id or name; default all
          --strategy all|names   e.g. PowerOfTwoChoices+ejection,WeightedRoundRobin,oracle; default all
          --scenarios file       another file of scenarios
          --seeds n              runs per scenario and strategy, default 8 (quick: 1, validation: 4)
          --first-seed n         default 1
          --parallel n           runs at a time, default 2
          --quick                60 % of each scenario's duration, one seed
          --json file            everything, for programs
          --summary file         the part of it that the pictures need: benchmarks/results/simulator.json
          --markdown file        tables; without it they go to stdout
          --validate             compares the simulator with theory instead
          --plots folder         draws the pictures from benchmarks/results/simulator.json instead; from the repository's root
        """;

    public string[] Scenarios { get; init; } = ["all"];

    public string[] Strategies { get; init; } = ["all"];

    public string? File { get; init; }

    public int? Seeds { get; init; }

    public int FirstSeed { get; init; } = 1;

    public int Parallel { get; init; } = 2;

    public bool Quick { get; init; }

    public bool Validate { get; init; }

    public string? Json { get; init; }

    public string? Summary { get; init; }

    public string? Plots { get; init; }

    public string? Markdown { get; init; }

    /// <exception cref="FormatException">An argument is unknown or has no value.</exception>
    public static CommandLine Parse(string[] args)
    {
        var parsed = new CommandLine();
        var rest = new Queue<string>(args);
        while (rest.TryDequeue(out var option))
        {
            parsed = option switch
            {
                "--scenario" => parsed with { Scenarios = List(Value()) },
                "--strategy" => parsed with { Strategies = List(Value()) },
                "--scenarios" => parsed with { File = Value() },
                "--seeds" => parsed with { Seeds = Number(Value()) },
                "--first-seed" => parsed with { FirstSeed = Number(Value()) },
                "--parallel" => parsed with { Parallel = Number(Value()) },
                "--quick" => parsed with { Quick = true },
                "--validate" => parsed with { Validate = true },
                "--json" => parsed with { Json = Value() },
                "--summary" => parsed with { Summary = Value() },
                "--plots" => parsed with { Plots = Value() },
                "--markdown" => parsed with { Markdown = Value() },
                _ => throw new FormatException($"'{option}' is no option."),
            };

            string Value() => rest.TryDequeue(out var value) ? value : throw new FormatException($"{option} needs a value.");
            int Number(string value) => int.TryParse(value, out var number) && number > 0 ? number : throw new FormatException($"{option} needs a number above 0, not '{value}'.");
        }

        return parsed;
    }

    private static string[] List(string value) => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
