using Balancing.Simulator.Results;
using Balancing.Simulator.Scenarios;

namespace Balancing.Simulator.Validation;

/// <summary>The checks of the simulator against theory.</summary>
internal static class Checks
{
    private const double Load = 0.7;
    private const double HighLoad = 0.9;
    private const double Mean = 10;

    private static readonly ServiceSpec Exponential = new() { Kind = "exp", Mean = Mean };
    private static readonly ServiceSpec Constant = new() { Kind = "det", Mean = Mean };
    private static readonly ServiceSpec LogNormal = new() { Kind = "lognormal", Mean = Mean, Sigma = 0.8 };

    /// <summary>5 ms or 55 ms, each ± 30 %.</summary>
    private static readonly ServiceSpec Bimodal = new() { Kind = "bimodal", Mean = Mean, V1 = 5, V2 = 55, P2 = 0.1, Jit = 0.3 };
    private static readonly ServiceSpec Pareto = new() { Kind = "bpareto", Alpha = 1.5, Lo = 4, Hi = 200, Mean = BoundedParetoMoment(1) };

    public static Check[] All { get; } =
    [
        new("M/M/1 FIFO, response", Queue("fifo", Exponential), "Random", MeanResponse, Theory.Response(Load, Mean)),
        new("M/M/1 FIFO at 50 %, 99th percentile", Queue("fifo", Exponential, load: 0.5), "Random", run => run.P99, Theory.Response(0.5, Mean) * Math.Log(100)),
        new("M/M/4 FIFO, wait", Queue("fifo", Exponential, cores: 4, load: 0.8), "Random", Wait(Mean), Theory.ErlangWait(4, 0.8, Mean)),
        new("M/D/1 FIFO, wait", Queue("fifo", Constant), "Random", Wait(Mean), Theory.PollaczekKhinchineWait(Load / Mean, Mean, Mean * Mean)),
        new("M/G/1 FIFO, log-normal, wait", Queue("fifo", LogNormal), "Random", Wait(Mean), Theory.PollaczekKhinchineWait(Load / Mean, Mean, Mean * Mean * Math.Exp(0.64))),
        new("M/G/1 FIFO, bimodal, wait", Queue("fifo", Bimodal), "Random", Wait(Mean), Theory.PollaczekKhinchineWait(Load / Mean, Mean, ((0.9 * 25) + (0.1 * 3025)) * 1.03)),
        new("M/G/1 FIFO, bounded Pareto, wait", Queue("fifo", Pareto), "Random", Wait(Pareto.Mean), Theory.PollaczekKhinchineWait(Load / Pareto.Mean, Pareto.Mean, BoundedParetoMoment(2))),
        new("M/M/1 PS, response", Queue("ps", Exponential), "Random", MeanResponse, Theory.Response(Load, Mean)),
        new("M/D/1 PS, response", Queue("ps", Constant), "Random", MeanResponse, Theory.Response(Load, Mean)),
        new("M/G/1 PS, bimodal, response", Queue("ps", Bimodal), "Random", MeanResponse, Theory.Response(Load, Mean)),
        new("E2/M/1 by round robin, response", Queue("fifo", Exponential, servers: 2), "RoundRobin", MeanResponse, Theory.ErlangArrivalsResponse(2, Load, Mean)),
        new("500 servers, random, response", Queue("fifo", Exponential, servers: 500), "Random", MeanResponse, Theory.Response(Load, Mean)),
        new("500 servers, power of two, response", Queue("fifo", Exponential, servers: 500, load: HighLoad), "PowerOfTwoChoices", MeanResponse, Theory.TwoChoicesResponse(HighLoad, Mean)),
    ];

    private static double MeanResponse(RunResult run) => run.Mean;

    private static Func<RunResult, double> Wait(double meanService) => run => run.Mean - meanService;

    /// <summary>No network, no deadline, one client.</summary>
    private static Scenario Queue(string discipline, ServiceSpec service, int cores = 1, int servers = 1, double load = Load) => new()
    {
        Id = "V",
        Name = "validation",
        Discipline = discipline,
        Service = service,
        Cores = cores,
        Servers = servers,
        RatePerMs = load * cores * servers / service.Mean,
    };

    /// <summary>E[Xⁿ] of bounded Pareto with α = 1.5 between 4 and 200.</summary>
    private static double BoundedParetoMoment(int n)
    {
        const double Alpha = 1.5, Lo = 4, Hi = 200;
        var scale = Alpha * Math.Pow(Lo, Alpha) / (1 - Math.Pow(Lo / Hi, Alpha));
        return scale * (Math.Pow(Hi, n - Alpha) - Math.Pow(Lo, n - Alpha)) / (n - Alpha);
    }
}
