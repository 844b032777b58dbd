using Balancing.Internal;

namespace Balancing;

/// <summary>One request on its way to one endpoint. Whoever began it calls <see cref="Complete(OutcomeKind)"/>, exactly once.</summary>
/// <remarks>
/// A plain value, so that beginning a request allocates nothing. Copies are the same attempt: completing two of them counts the request
/// out twice.
/// </remarks>
public readonly struct Attempt
{
    private readonly DataPlane _requests;
    private readonly IEndpointPicker _picker;
    private readonly TimeSpan _begun;
    private readonly OutcomeCounters _outcomes;

    internal Attempt(DataPlane requests, IEndpointPicker picker, Endpoint endpoint, TimeSpan begun, OutcomeCounters outcomes)
    {
        _requests = requests;
        _picker = picker;
        Endpoint = endpoint;
        _begun = begun;
        _outcomes = outcomes;
    }

    /// <summary>Where the request goes.</summary>
    public Endpoint Endpoint { get; }

    /// <summary>How long ago the attempt was begun.</summary>
    public TimeSpan Elapsed => _requests.Now - _begun;

    /// <summary>The endpoint asked to be spared for a while: it gets no new requests for <paramref name="time"/>, at most <see cref="HealthOptions.MaxRetryAfter"/>.</summary>
    /// <param name="time">From now.</param>
    public void SpareEndpoint(TimeSpan time) => _requests.Spare(Endpoint, time);

    /// <summary>What the endpoint says about its load, with its answer or after it: before or after the request is counted out. See <see cref="LoadReportOptions"/>.</summary>
    /// <remarks>A few writes without a lock. Does nothing unless <see cref="LoadReportOptions.Enabled"/>, and with a report that makes no sense.</remarks>
    /// <param name="report">The figures.</param>
    public void Report(in LoadReport report) => _requests.Report(Endpoint, in report);

    /// <summary>Counts the request out; its latency is what has passed since it was begun.</summary>
    /// <param name="kind">How it ended.</param>
    public void Complete(OutcomeKind kind)
    {
        var now = _requests.Now;
        Complete(kind, now - _begun, now);
    }

    /// <summary>Counts the request out with a latency measured before its end: to the first byte of an answer, say.</summary>
    /// <param name="kind">How it ended.</param>
    /// <param name="latency">How long the answer took.</param>
    public void Complete(OutcomeKind kind, TimeSpan latency) => Complete(kind, latency, _requests.Now);

    private void Complete(OutcomeKind kind, TimeSpan latency, TimeSpan now) =>
        _requests.End(Endpoint, _picker, _outcomes, _begun, new RequestOutcome { Kind = kind, Latency = latency, Begun = _begun, Now = now });
}
