namespace Balancing.Simulator.Scenarios;

/// <summary>How much work requests bring: ms on one core of speed 1.</summary>
internal sealed record ServiceSpec
{
    /// <summary><c>exp</c>, <c>bpareto</c> (Alpha, Lo, Hi), <c>bimodal</c> (V2 with probability P2, else V1, each ± Jit), <c>lognormal</c> (Mean, Sigma) or <c>det</c>.</summary>
    public string Kind { get; init; } = "exp";

    public double Mean { get; init; } = 10;

    public double Alpha { get; init; } = 1.2;

    public double Lo { get; init; } = 1;

    public double Hi { get; init; } = 1000;

    public double P2 { get; init; } = 0.01;

    public double V1 { get; init; } = 5;

    public double V2 { get; init; } = 500;

    /// <summary>Bimodal: the values are spread evenly by this share to both sides.</summary>
    public double Jit { get; init; }

    public double Sigma { get; init; } = 1;
}
