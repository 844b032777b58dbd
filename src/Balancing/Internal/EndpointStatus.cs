namespace Balancing.Internal;

/// <summary>What keeps an endpoint from getting requests. Each field has one kind of writer; planning reads them all.</summary>
internal sealed class EndpointStatus
{
    private volatile bool _isEjected;
    private volatile bool _isProbing;
    private volatile bool _failsChecks;
    private volatile bool _isDraining;
    private long _throttledUntil;
    private long _checkPassedAt = -1;
    private long _probeNotBefore;

    /// <summary>Written inside the rebuild latch.</summary>
    public bool IsEjected
    {
        get => _isEjected;
        set => _isEjected = value;
    }

    /// <summary>Written inside the rebuild latch.</summary>
    public bool IsProbing
    {
        get => _isProbing;
        set
        {
            Volatile.Write(ref _probeNotBefore, 0);
            _isProbing = value;
        }
    }

    /// <summary>When the endpoint began to grow into its share; <see langword="null"/> for one that was there from the start. Inside the latch only.</summary>
    public TimeSpan? GrowsSince { get; set; }

    /// <summary>Written by the endpoint's check loop.</summary>
    public bool FailsChecks
    {
        get => _failsChecks;
        set => _failsChecks = value;
    }

    /// <summary>When the last good answer of an active check came. Written by the endpoint's check loop.</summary>
    public TimeSpan CheckPassedAt
    {
        get => new(Volatile.Read(ref _checkPassedAt));
        set => Volatile.Write(ref _checkPassedAt, value.Ticks);
    }

    /// <summary>Written by whoever drains.</summary>
    public bool IsDraining
    {
        get => _isDraining;
        set => _isDraining = value;
    }

    /// <summary>Until when the endpoint asked to be spared. Written by completions: <see cref="Throttle"/>.</summary>
    public TimeSpan ThrottledUntil => new(Volatile.Read(ref _throttledUntil));

    public HealthState StateAt(TimeSpan now) =>
        _isDraining ? HealthState.Draining
        : _failsChecks ? HealthState.Unhealthy
        : _isEjected ? HealthState.Ejected
        : _isProbing ? HealthState.Probing
        : ThrottledUntil > now ? HealthState.Throttled
        : HealthState.Healthy;

    /// <summary>Spares the endpoint until <paramref name="until"/>, if that is later than what is known. Returns whether it was not spared until now.</summary>
    public bool Throttle(TimeSpan until, TimeSpan now)
    {
        while (true)
        {
            var known = Volatile.Read(ref _throttledUntil);
            if (until.Ticks <= known) return false;
            if (Interlocked.CompareExchange(ref _throttledUntil, until.Ticks, known) == known) return known <= now.Ticks;
        }
    }

    /// <summary>Takes the one request that may try a probing endpoint. If it says nothing for <paramref name="patience"/>, another may.</summary>
    public bool TryTakeProbe(TimeSpan now, TimeSpan patience)
    {
        var notBefore = Volatile.Read(ref _probeNotBefore);
        return _isProbing && notBefore <= now.Ticks && ThrottledUntil <= now
            && Interlocked.CompareExchange(ref _probeNotBefore, (now + patience).Ticks, notBefore) == notBefore;
    }

    /// <summary>
    /// The request that was to try the endpoint said nothing about it: another may, but not at once. An endpoint that hangs until its
    /// callers give up would otherwise get every request of a client that has one at a time.
    /// </summary>
    public void ReturnProbe(TimeSpan notBefore) => Volatile.Write(ref _probeNotBefore, notBefore.Ticks);
}
