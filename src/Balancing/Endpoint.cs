using Balancing.Internal;

namespace Balancing;

/// <summary>One server that can take requests: an identity, and the live figures that hang on it.</summary>
/// <remarks>
/// The object lives as long as its address is on the list: it survives list refreshes, rebuilt pickers and replaced HTTP handlers.
/// All members are safe for concurrent use. Nothing here needs disposing; a departed endpoint is simply forgotten once its last
/// request has ended.
/// </remarks>
public sealed class Endpoint
{
    private readonly string _text;
    private readonly ulong _addressHash;
    private volatile EndpointDescription _description;
    private PaddedCounter _inFlight;
    private TaskCompletionSource? _idle;
    private volatile OutcomeCounters _outcomes = new();
    private volatile int _maxInFlight = int.MaxValue;

    /// <summary>Creates an endpoint outside a <see cref="Cluster"/>, as tests of a custom algorithm do.</summary>
    /// <param name="description">What is known about it.</param>
    public Endpoint(EndpointDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        _description = description;
        Address = description.Address;
        _text = EndpointAddress.Text(Address);
        _addressHash = XxHash64.HashUtf8(_text);
    }

    /// <summary>Creates an endpoint with weight 1 at <paramref name="address"/>.</summary>
    /// <param name="address">An absolute URI.</param>
    /// <exception cref="ArgumentException">The address is not valid; see <see cref="EndpointDescription(string)"/>.</exception>
    public Endpoint(string address)
        : this(new EndpointDescription(address))
    {
    }

    /// <summary>Where the endpoint is. Never changes: it is the identity.</summary>
    public Uri Address { get; }

    /// <summary>What the newest list says about the endpoint.</summary>
    public EndpointDescription Description
    {
        get => _description;
        internal set => _description = value;
    }

    /// <inheritdoc cref="EndpointDescription.HostName"/>
    public string? HostName => _description.HostName;

    /// <summary>The configured weight. What algorithms use is the effective one: <see cref="EndpointSet.Weights"/>.</summary>
    public double Weight => _description.Weight;

    /// <inheritdoc cref="EndpointDescription.Priority"/>
    public int Priority => _description.Priority;

    /// <inheritdoc cref="EndpointDescription.Zone"/>
    public string? Zone => _description.Zone;

    /// <inheritdoc cref="EndpointDescription.Metadata"/>
    public IReadOnlyDictionary<string, string> Metadata => _description.Metadata;

    /// <summary>How many requests have been given to the endpoint and have not ended yet.</summary>
    public int InFlight => _inFlight.Value;

    /// <summary>Typed slots for what an algorithm remembers about this endpoint across rebuilds.</summary>
    public StateSlots State { get; } = new();

    /// <summary>A stable hash of the endpoint's hash key, for the algorithms that place keys.</summary>
    internal ulong Hash => _description.HashKey is { } key ? XxHash64.HashUtf8(key) : _addressHash;

    /// <summary>How requests have gone since the endpoint was last ejected or came back.</summary>
    internal OutcomeCounters Outcomes => _outcomes;

    /// <summary>What keeps the endpoint from getting requests.</summary>
    internal EndpointStatus Status { get; } = new();

    /// <summary>Begins to count anew. Requests in flight count into the counters they began with, which nobody reads any more.</summary>
    internal void ForgetOutcomes() => _outcomes = new OutcomeCounters();

    /// <summary>How many requests may be in flight at a time.</summary>
    internal int MaxInFlight
    {
        get => _maxInFlight;
        set => _maxInFlight = value;
    }

    internal bool IsFull => InFlight >= MaxInFlight;

    internal void BeginRequest() => _inFlight.Increment();

    internal bool TryBeginRequest() => _inFlight.TryIncrement(MaxInFlight);

    internal void EndRequest()
    {
        if (_inFlight.Decrement() == 0) Volatile.Read(ref _idle)?.TrySetResult();
    }

    /// <summary>Completes when no request is in flight.</summary>
    internal Task WhenIdleAsync()
    {
        var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var known = Volatile.Read(ref _idle);
        if (known is null || known.Task.IsCompleted) known = Interlocked.CompareExchange(ref _idle, fresh, known) == known ? fresh : Volatile.Read(ref _idle)!;

        // Whoever ends the last request sees the source, or this sees that it has ended: both sides have a full fence in between.
        if (InFlight == 0) known.TrySetResult();
        return known.Task;
    }

    /// <summary>The normalised address.</summary>
    public override string ToString() => _text;
}
