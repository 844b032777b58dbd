namespace Balancing.Algorithms;

/// <summary>What the endpoints of a pool have in common: how long answers take, how much that varies, and how often requests fail.</summary>
/// <remarks>Shared by all pickers of a pool. A completion that finds another one at work goes without: averages over hundreds do not miss it.</remarks>
internal sealed class AdaptivePool(ulong seed)
{
    /// <summary>1/500: averages over about the last five hundred answers of the pool.</summary>
    private const double MinGain = 0.002;

    /// <summary>1/200 of what each pick sees of one endpoint.</summary>
    private const double InFlightGain = 0.005;

    /// <summary>One answer says little about an endpoint: its variance is 3 to 20 times that among endpoints, or taken to be.</summary>
    private const double MinNoise = 3;
    private const double MaxNoise = 20;

    private int _busy;
    private int _requests;
    private int _answers;
    private int _pairs;
    private double _variance;
    private double _ofOneEndpoint;
    private double _meanLog;
    private double _meanLatency = 1;
    private double _deviation;
    private double _noise = MaxNoise;
    private double _failureRate;
    private double _inFlight;
    private double _turns;

    /// <summary>By which the endpoints' order of preference is drawn: another one in each client.</summary>
    public ulong Seed => seed;

    /// <summary>The mean of ln latency.</summary>
    public double MeanLog => Volatile.Read(ref _meanLog);

    /// <summary>e to the power of that, in seconds.</summary>
    public double MeanLatency => Volatile.Read(ref _meanLatency);

    /// <summary>The standard deviation of ln latency of one endpoint from one answer to the next: work differs.</summary>
    public double Deviation => Volatile.Read(ref _deviation);

    /// <summary>The variance of one answer, in units of that among endpoints.</summary>
    public double Noise => Volatile.Read(ref _noise);

    /// <summary>The share of requests that fail, whichever endpoint they go to.</summary>
    public double FailureRate => Volatile.Read(ref _failureRate);

    /// <summary>How many requests an endpoint has in flight on average.</summary>
    public double InFlight => Volatile.Read(ref _inFlight);

    /// <summary>How many picks an endpoint of average weight has had.</summary>
    public double Turns
    {
        get => Volatile.Read(ref _turns);
        set => Volatile.Write(ref _turns, value);
    }

    /// <summary>An endpoint was looked at, whichever one's turn it was.</summary>
    public void OnSeen(int inFlight)
    {
        var mean = InFlight;
        Volatile.Write(ref _inFlight, mean + ((inFlight - mean) * InFlightGain));
    }

    /// <param name="failed">Whether the request failed.</param>
    /// <param name="log">ln latency, if it did not.</param>
    /// <param name="before">That of the answer before of the same endpoint; not a number if there was none.</param>
    public void Observe(bool failed, double log, double before)
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0) return;
        Volatile.Write(ref _failureRate, _failureRate + (((failed ? 1 : 0) - _failureRate) * Gain(ref _requests)));
        if (!failed)
        {
            var gain = Gain(ref _answers);
            var off = log - _meanLog;
            _variance += ((off * off * (1 - gain)) - _variance) * gain;
            if (!double.IsNaN(before)) _ofOneEndpoint += (((log - before) * (log - before) / 2) - _ofOneEndpoint) * Gain(ref _pairs);
            Publish(_meanLog + (off * gain));
        }

        Volatile.Write(ref _busy, 0);
    }

    private void Publish(double meanLog)
    {
        var among = _variance - _ofOneEndpoint;
        Volatile.Write(ref _meanLog, meanLog);
        Volatile.Write(ref _meanLatency, Math.Exp(meanLog));
        Volatile.Write(ref _deviation, Math.Sqrt(_ofOneEndpoint));
        Volatile.Write(ref _noise, among * MaxNoise <= _ofOneEndpoint ? MaxNoise : Math.Max(MinNoise, _ofOneEndpoint / among));
    }

    /// <summary>The first ones are averaged evenly.</summary>
    private static double Gain(ref int count)
    {
        if (count >= 1 / MinGain) return MinGain;
        return 1.0 / ++count;
    }
}
