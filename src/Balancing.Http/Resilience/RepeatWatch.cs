namespace Balancing.Http.Resilience;

/// <summary>Notes in a failed request where it has been, so that whoever sends it again, through whichever handler, reaches another endpoint.</summary>
/// <remarks>
/// Looking into a request's options makes them, which costs 104 bytes. So they are looked at only for a minute after the last failure (later the endpoint's
/// health tells more than one old failure does), or if somebody has asked for the list.
/// </remarks>
internal sealed class RepeatWatch(TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private volatile bool _expectsRepeats;
    private long _lastFailure;

    /// <summary>Whether requests come that carry a list from the start.</summary>
    public bool ExpectsLists { get; set; }

    /// <summary>Where the request has been; <see langword="null"/> if nowhere, as far as is known.</summary>
    public TriedEndpoints? TriedBy(HttpRequestMessage request) =>
        _expectsRepeats || ExpectsLists || RequestAttempts.AnyTracked ? Look(request) : null;

    /// <summary>The attempt has failed.</summary>
    public void OnFailed(HttpRequestMessage request, Endpoint endpoint)
    {
        // Where the request came with a list, the pick has added the endpoint.
        var tried = RequestAttempts.GetOrAdd(request);
        if (!tried.Contains(endpoint)) tried.Add(endpoint);
        Volatile.Write(ref _lastFailure, time.GetTimestamp());
        _expectsRepeats = true;
    }

    /// <summary>The attempt was answered: if the request is sent once more, it is for another reason, and any endpoint will do.</summary>
    public void OnAnswered(HttpRequestMessage request)
    {
        // The list is that of all copies, and a hedge that is begun just now still has to go elsewhere.
        if (request is RequestCopy copy) copy.IsAnswered = true;
        else TriedBy(request)?.StartOver();
    }

    private TriedEndpoints? Look(HttpRequestMessage request)
    {
        var tried = RequestAttempts.Find(request);
        if (tried is null && _expectsRepeats && time.GetElapsedTime(Volatile.Read(ref _lastFailure)) > Memory) _expectsRepeats = false;
        return tried;
    }
}
