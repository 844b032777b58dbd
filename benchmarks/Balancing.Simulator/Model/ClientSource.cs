using Balancing.Simulator.Scenarios;

namespace Balancing.Simulator.Model;

/// <summary>Whose the next request is.</summary>
internal sealed class ClientSource
{
    private readonly SeededRandom _random;
    private readonly int _clients;
    private readonly double[]? _sums;

    public ClientSource(Scenario scenario, SeededRandom random)
    {
        (_random, _clients) = (random, scenario.Clients);
        if (scenario.ClientWeight.Length == 0) return;
        _sums = new double[_clients];
        var sum = 0.0;
        for (var i = 0; i < _clients; i++) _sums[i] = sum += scenario.ClientWeight[i];
    }

    public int Next()
    {
        if (_sums is null) return _random.Next(_clients);
        var found = Array.BinarySearch(_sums, _random.NextDouble() * _sums[^1]);
        return Math.Min(found < 0 ? ~found : found + 1, _clients - 1);
    }
}
