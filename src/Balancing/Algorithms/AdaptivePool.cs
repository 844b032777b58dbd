namespace Balancing.Algorithms;

/// <summary>What the endpoints of a pool have in common: how long answers take, how much that varies, and how often requests fail.</summary>
/// <remarks>Shared by all pickers of a pool. A completion that finds another one at work goes without: averages over hundreds do not miss it.</remarks>
internal sealed class AdaptivePool
{
    /// <summary>1/500: averages over about the last five hundred answers of the pool.</summary>
    private const double MinGain = 0.002;

    private int _busy;
    private double _samples;
    private double _pairs;
    private double _requests;
    private double _meanLog;
    private double _variance;
    private double _within;
    private double _failureRate;
    private double _meanInFlight;

    /// <summary>By which the endpoints' order of preference is drawn: this client's own.</summary>
    public ulong Seed { get; init; }

    /// <summary>The mean of ln latency.</summary>
    public double MeanLog => Volatile.Read(ref _meanLog);

    /// <summary>The variance of ln latency of one endpoint, from one answer to the next.</summary>
    public double Within => Volatile.Read(ref _within);

    /// <summary>How little one answer says about an endpoint: its variance in proportion to that among endpoints, 3 to 20.</summary>
    public double Noise
    {
        get
        {
            var (within, among) = (Within, Volatile.Read(ref _variance) - Within);
            return among * 20 <= within ? 20 : Math.Max(3, within / among);
        }
    }

    /// <summary>The share of requests that fail, whichever endpoint they go to.</summary>
    public double FailureRate => Volatile.Read(ref _failureRate);

    /// <summary>How many requests are in flight on average.</summary>
    public double MeanInFlight => Volatile.Read(ref _meanInFlight);

    public void OnPicked(int inFlight)
    {
        var mean = Volatile.Read(ref _meanInFlight);
        Volatile.Write(ref _meanInFlight, mean + ((inFlight - mean) * 0.005));
    }

    /// <param name="log">ln latency; not a number if the request failed.</param>
    /// <param name="difference">To the answer before of the same endpoint; not a number if there is none.</param>
    public void Observe(double log, double difference)
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0) return;
        var gain = Gain(ref _requests);
        _failureRate += ((double.IsNaN(log) ? 1 : 0) - _failureRate) * gain;
        if (!double.IsNaN(log))
        {
            gain = Gain(ref _samples);
            var off = log - _meanLog;
            _meanLog += off * gain;
            _variance += ((off * off * (1 - gain)) - _variance) * gain;
            if (!double.IsNaN(difference)) _within += ((difference * difference / 2) - _within) * Gain(ref _pairs);
        }

        Volatile.Write(ref _busy, 0);
    }

    /// <summary>The first ones are averaged evenly.</summary>
    private static double Gain(ref double count) => Math.Max(MinGain, 1 / ++count);
}
