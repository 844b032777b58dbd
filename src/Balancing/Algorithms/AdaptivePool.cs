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

    private const double PatientLatencies = 10;
    private const double FastLatencies = 40;
    private const double MinFastMemory = 0.1;
    private const double MaxFastMemory = 10;
    private const double FastThresholdDeviations = 0.25;

    private int _busy;
    private int _sinceDerived;
    private int _requests;
    private int _answers;
    private int _pairs;
    private double _variance;
    private double _ofOneEndpoint;
    private double _meanLog;
    private double _patience = 1;
    private double _fastForgetting = 1;
    private double _fastThreshold;
    private double _noise = MaxNoise;
    private double _failureRate;
    private double _inFlight;
    private double _turns;

    /// <summary>By which the endpoints' order of preference is drawn: another one in each client.</summary>
    public ulong Seed => seed;

    /// <summary>The mean of ln latency.</summary>
    public double MeanLog => Volatile.Read(ref _meanLog);

    /// <summary>1 ÷ the time in seconds which requests may wait until that is as bad as a further one in flight: ten mean latencies.</summary>
    public double Patience => Volatile.Read(ref _patience);

    /// <summary>By how much per second what is slow only now is forgotten: in forty mean latencies, 100 ms at least and 10 s at most.</summary>
    public double FastForgetting => Volatile.Read(ref _fastForgetting);

    /// <summary>What is slow only now counts above a quarter of a standard deviation of ln latency, from one answer of an endpoint to the next: the rest is luck.</summary>
    public double FastThreshold => Volatile.Read(ref _fastThreshold);

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
            Volatile.Write(ref _meanLog, _meanLog + (off * gain));

            // What follows from them changes slowly, and takes longer to work out.
            if (_answers < 1 / MinGain || (++_sinceDerived & 15) == 0) Derive();
        }

        Volatile.Write(ref _busy, 0);
    }

    private void Derive()
    {
        var among = _variance - _ofOneEndpoint;
        var latency = Math.Exp(_meanLog);
        Volatile.Write(ref _patience, 1 / (PatientLatencies * latency));
        Volatile.Write(ref _fastForgetting, 1 / Math.Clamp(FastLatencies * latency, MinFastMemory, MaxFastMemory));
        Volatile.Write(ref _fastThreshold, FastThresholdDeviations * Math.Sqrt(_ofOneEndpoint));
        Volatile.Write(ref _noise, among * MaxNoise <= _ofOneEndpoint ? MaxNoise : Math.Max(MinNoise, _ofOneEndpoint / among));
    }

    /// <summary>The first ones are averaged evenly.</summary>
    private static double Gain(ref int count)
    {
        if (count >= 1 / MinGain) return MinGain;
        return 1.0 / ++count;
    }
}
