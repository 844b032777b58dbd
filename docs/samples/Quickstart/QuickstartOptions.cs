using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Balancing;

namespace Quickstart;

/// <summary>The command line.</summary>
internal sealed class QuickstartOptions
{
    public const string Usage = """
        Sends real HTTP requests through a balanced HttpClient, with each strategy in turn, and compares them.

        Usage: dotnet run --project docs/samples/Quickstart -- [options]

          --strategy NAME      only this strategy; may be given more than once
          --requests N         requests per strategy (default 2000)
          --concurrency N      requests under way at a time (default 16)
          --backends URL...    your own servers instead of four on this machine; GET / is sent to each
          --drill              break three of the four servers, one after the other, and watch them go and return
          --json               the summary as one JSON object on standard output, and nothing else
          --help               this text

        A request has failed if there is no answer within 3 seconds, or if its status is 400 or above.
        A run takes less than 30 seconds: requests that have not been sent after 20 are left out.
        Exit codes: 0 nothing failed, 1 something failed, 2 wrong options.

        The drill takes 22 seconds. With one strategy (LeastConnections, or --strategy) it sends requests while the first server
        answers 503 for 3 seconds, then the second one hangs (attempts time out after half a second), then the third one is killed;
        in between each gets 3 seconds to return. Ejections last 1 second, then 2, and servers return in slow start. Every second
        request is sent by a second client, which does not send failed requests elsewhere, so that the two can be compared.
        With much more than the default --concurrency the servers are overloaded, and answers come too late from well ones too.
        With --json: {"drill":{"strategy","phases":[{"name","sick","requests","failed","requestsWithout","failedWithout","byEndpoint",
        "failedByEndpoint"}],"events":[{"atMs","endpoint","from","to","reason","measured","threshold","durationMs"}]}}. A request
        belongs to the phase it was sent in. "Without" is the client without resilience; byEndpoint counts the other one's attempts,
        failed ones too: more than requests, where some were sent again.
        Exit code 0 if requests flowed in every phase and, with resilience, less than 1 % of them failed; 1 if not.

        """;

    private const int MaxRequests = 1_000_000;
    private const int MaxConcurrency = 1_000;

    private static readonly string[] InOrder =
    [
        BalancingStrategies.RoundRobin,
        BalancingStrategies.WeightedRoundRobin,
        BalancingStrategies.Random,
        BalancingStrategies.LeastConnections,
        BalancingStrategies.PowerOfTwoChoices,
        BalancingStrategies.LeastResponseTime,
        BalancingStrategies.Adaptive,
        BalancingStrategies.IpHash,
    ];

    private readonly List<string> _given = [];
    private readonly List<string> _strategies = [];
    private readonly List<Target> _backends = [];

    public IReadOnlyList<string> Strategies => _strategies.Count > 0 ? _strategies : InOrder;

    public IReadOnlyList<Target> Backends => _backends;

    public int Requests { get; private set; } = 2_000;

    public int Concurrency { get; private set; } = 16;

    /// <summary>Whether to break servers instead of comparing strategies.</summary>
    public bool Drill { get; private set; }

    public bool Json { get; private set; }

    public bool ShowHelp { get; private set; }

    public static bool TryParse(string[] args, [NotNullWhen(true)] out QuickstartOptions? options, [NotNullWhen(false)] out string? problem)
    {
        try
        {
            options = new QuickstartOptions();
            options.Read(new Queue<string>(args));
            problem = null;
            return true;
        }
        catch (FormatException e)
        {
            options = null;
            problem = e.Message;
            return false;
        }
    }

    private void Read(Queue<string> args)
    {
        while (args.TryDequeue(out var option))
        {
            _given.Add(option);
            switch (option)
            {
                case "--strategy": AddStrategy(Value(option, args)); break;
                case "--requests": Requests = Number(option, Value(option, args), MaxRequests); break;
                case "--concurrency": Concurrency = Number(option, Value(option, args), MaxConcurrency); break;
                case "--backends":
                    AddBackend(Value(option, args));
                    while (args.TryPeek(out var next) && !IsOption(next)) AddBackend(args.Dequeue());
                    break;
                case "--drill": Drill = true; break;
                case "--json": Json = true; break;
                case "--help" or "-h": ShowHelp = true; break;
                default: throw new FormatException($"'{option}' is not an option. --help lists them.");
            }
        }

        if (Drill && _given.Find(option => option is "--backends" or "--requests") is { } useless)
            throw new FormatException($"--drill does not take {useless}: it breaks servers of its own, for a fixed time.");
        if (Drill && _strategies.Count > 1) throw new FormatException("--drill takes one --strategy, not several.");
    }

    private static bool IsOption(string arg) => arg.StartsWith('-');

    private static string Value(string option, Queue<string> args) =>
        args.TryPeek(out var next) && (!IsOption(next) || int.TryParse(next, out _)) ? args.Dequeue() : throw new FormatException($"{option} needs a value.");

    private static int Number(string option, string text, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max
            ? number
            : throw new FormatException($"{option} is '{text}'; it must be a whole number from 1 to {max}.");

    private void AddStrategy(string text)
    {
        var name = Array.Find(InOrder, known => known.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw new FormatException($"--strategy is '{text}'; it must be one of {string.Join(", ", InOrder)}.");
        if (!_strategies.Contains(name)) _strategies.Add(name);
    }

    private void AddBackend(string text)
    {
        try
        {
            var target = Target.Parse(text);
            if (_backends.Contains(target)) throw new FormatException($"--backends has '{text}' twice.");
            _backends.Add(target);
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"--backends has '{text}'; it must be an http or https URL such as http://localhost:8080, without user, query and fragment.", e);
        }
    }
}
