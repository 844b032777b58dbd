using Balancing.Simulator.Scenarios;

namespace Balancing.Simulator.Model;

/// <summary>Draws how much work a request brings.</summary>
internal sealed class WorkSource
{
    private readonly ServiceSpec _spec;
    private readonly SeededRandom _random;
    private readonly Func<double> _next;

    public WorkSource(ServiceSpec spec, SeededRandom random)
    {
        (_spec, _random) = (spec, random);
        _next = Drawing();
    }

    public double Next() => _next();

    private Func<double> Drawing() => _spec.Kind switch
    {
        "exp" => () => _random.NextExponential(_spec.Mean),
        "bpareto" or "pareto" => NextBoundedPareto,
        "bimodal" => NextBimodal,
        "lognormal" => () => _spec.Mean * Math.Exp((_spec.Sigma * _random.NextNormal()) - (_spec.Sigma * _spec.Sigma / 2)),
        "det" or "deterministic" or "const" or "constant" => () => _spec.Mean,
        var other => throw new InvalidDataException($"'{other}' is no kind of service time."),
    };

    /// <summary>The inverse of F(x) = (1 − (lo ÷ x)^α) ÷ (1 − (lo ÷ hi)^α).</summary>
    private double NextBoundedPareto()
    {
        var cut = 1 - Math.Pow(_spec.Lo / _spec.Hi, _spec.Alpha);
        return _spec.Lo / Math.Pow(1 - (_random.NextDouble() * cut), 1 / _spec.Alpha);
    }

    private double NextBimodal()
    {
        var value = _random.NextDouble() < _spec.P2 ? _spec.V2 : _spec.V1;
        return value * (1 + (_spec.Jit * ((2 * _random.NextDouble()) - 1)));
    }
}
