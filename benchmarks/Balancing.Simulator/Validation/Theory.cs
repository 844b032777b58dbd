namespace Balancing.Simulator.Validation;

/// <summary>Formulas of queueing theory. Rates per ms, times in ms.</summary>
internal static class Theory
{
    /// <summary>M/M/1, and M/G/1 with processor sharing, whatever the distribution: mean time in the system.</summary>
    public static double Response(double load, double meanService) => meanService / (1 - load);

    /// <summary>M/M/k: mean wait, by Erlang's C formula.</summary>
    public static double ErlangWait(int servers, double load, double meanService)
    {
        var offered = servers * load;
        double term = 1, sum = 1;
        for (var i = 1; i < servers; i++) sum += term *= offered / i;
        var all = term * offered / servers / (1 - load);
        return all / (sum + all) * meanService / (servers * (1 - load));
    }

    /// <summary>M/G/1, first come first served: mean wait, by Pollaczek and Khinchine.</summary>
    public static double PollaczekKhinchineWait(double rate, double meanService, double secondMoment) => rate * secondMoment / (2 * (1 - (rate * meanService)));

    /// <summary>E_n/M/1, what round robin over n servers makes of Poisson arrivals: mean time in the system.</summary>
    public static double ErlangArrivalsResponse(int n, double load, double meanService)
    {
        // σ is the root of σ = A*(μ(1 − σ)) below 1, which iteration finds.
        var sigma = load;
        for (var i = 0; i < 1000; i++) sigma = Math.Pow(n * load / ((n * load) + 1 - sigma), n);
        return meanService / (1 - sigma);
    }

    /// <summary>The supermarket model with two choices, for many servers: mean time in the system (Vvedenskaya et al. 1996, Mitzenmacher 1996).</summary>
    public static double TwoChoicesResponse(double load, double meanService)
    {
        var sum = 0.0;
        for (var i = 1; i < 30; i++) sum += Math.Pow(load, Math.Pow(2, i) - 2);
        return meanService * sum;
    }
}
