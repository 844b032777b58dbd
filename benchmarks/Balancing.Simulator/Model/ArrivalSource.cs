using Balancing.Simulator.Scenarios;

namespace Balancing.Simulator.Model;

/// <summary>When requests arrive: a Poisson process whose rate changes in steps.</summary>
internal sealed class ArrivalSource(Scenario scenario, SeededRandom random)
{
    private double _now;
    private int _step;
    private double _factor = 1;

    /// <summary>The next arrival's time; infinity when the scenario is over.</summary>
    public double Next()
    {
        // An exponential amount of "expected arrivals" has to pass; how fast it passes is the rate.
        var left = random.NextExponential(1);
        while (true)
        {
            var rate = scenario.RatePerMs * _factor;
            var end = _step < scenario.RateTimes.Length ? scenario.RateTimes[_step] : double.PositiveInfinity;
            if (rate > 0 && _now + (left / rate) < end)
            {
                _now += left / rate;
                return _now < scenario.DurationMs ? _now : double.PositiveInfinity;
            }

            if (double.IsPositiveInfinity(end)) return end;
            left -= rate * (end - _now);
            _now = end;
            _factor = scenario.RateMult[_step++];
        }
    }
}
