namespace Balancing.Simulator.Scenarios;

/// <summary>Everything that is fixed in one experiment but the strategy and the seed. Times in ms; immutable once read.</summary>
internal sealed record Scenario
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string Description { get; init; } = "";

    public int Clients { get; init; } = 1;

    public int Servers { get; init; } = 1;

    public int Cores { get; init; } = 1;

    /// <summary><c>ps</c>: n requests share the cores; <c>fifo</c>: as many as there are cores run, the others wait.</summary>
    public string Discipline { get; init; } = "ps";

    /// <summary>True speed per server; empty: all 1.</summary>
    public double[] Speed { get; init; } = [];

    /// <summary>What the operator believes the speeds to be, and would configure as weights; empty: as <see cref="Speed"/>.</summary>
    public double[] Nominal { get; init; } = [];

    public ServiceSpec Service { get; init; } = new();

    /// <summary>For people: what <see cref="RatePerMs"/> was worked out from.</summary>
    public double LoadFactor { get; init; }

    /// <summary>Arrivals per ms in all, before <see cref="RateMult"/>.</summary>
    public double RatePerMs { get; init; }

    /// <summary>From when on the rate is multiplied by the number of the same place in <see cref="RateMult"/>; ascending.</summary>
    public double[] RateTimes { get; init; } = [];

    public double[] RateMult { get; init; } = [];

    public double DurationMs { get; init; }

    /// <summary>Requests that arrive before are not measured.</summary>
    public double WarmupMs { get; init; }

    /// <summary>When a client gives up a request, from its arrival; 0: never.</summary>
    public double DeadlineMs { get; init; }

    public double RttMs { get; init; }

    /// <summary>Round trip between zones.</summary>
    public double CrossZoneRttMs { get; init; }

    /// <summary>Mean of the exponential part of each one-way delay.</summary>
    public double JitterMs { get; init; }

    /// <summary>Empty: all in one zone.</summary>
    public int[] ClientZone { get; init; } = [];

    public int[] ServerZone { get; init; } = [];

    /// <summary>Shares of the traffic; empty: equal.</summary>
    public double[] ClientWeight { get; init; } = [];

    /// <summary>A server with so many requests answers 503 at once; 0: never.</summary>
    public int MaxConcurrent { get; init; }

    public ScenarioEvent[] Events { get; init; } = [];

    public AntagonistSpec? Antag { get; init; }

    /// <summary>Servers that are on no list until they are added.</summary>
    public int[] InitiallyAbsent { get; init; } = [];

    /// <summary>For people: which figure the scenario is about.</summary>
    public string Focus { get; init; } = "p99";

    public bool IsFifo => string.Equals(Discipline, "fifo", StringComparison.OrdinalIgnoreCase);

    public double SpeedOf(int server) => Speed.Length == 0 ? 1 : Speed[server];

    /// <summary>The weight an operator would give the server.</summary>
    public double NominalOf(int server) => Nominal.Length == 0 ? SpeedOf(server) : Nominal[server];

    public double RttBetween(int client, int server) => ClientZone.Length == 0 || ServerZone.Length == 0 || ClientZone[client] == ServerZone[server] ? RttMs : CrossZoneRttMs;
}
