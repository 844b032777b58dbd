using System.Collections.ObjectModel;
using Balancing.Internal;

namespace Balancing;

/// <summary>What a resolver says about one endpoint: where it is and how it wants to be used. Immutable.</summary>
/// <remarks>
/// A description is the model, <see cref="Endpoint"/> the state: when a new list arrives, endpoints are matched by
/// <see cref="Address"/>, keep their figures and get the new description.
/// </remarks>
public sealed record EndpointDescription
{
    /// <summary>The greatest <see cref="Weight"/>: 1,000,000.</summary>
    public const double MaxWeight = 1_000_000;

    /// <summary>Describes the endpoint at <paramref name="address"/>.</summary>
    /// <param name="address">An absolute URI such as <c>http://10.0.0.7:8080/base</c> or <c>tcp://db1:5432</c>.</param>
    /// <exception cref="ArgumentException">The address is relative, has no host, or carries user info, a query or a fragment.</exception>
    public EndpointDescription(string address)
        : this(EndpointAddress.Parse(address))
    {
    }

    /// <inheritdoc cref="EndpointDescription(string)"/>
    public EndpointDescription(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Address = EndpointAddress.Normalize(address);
    }

    /// <summary>The normalised address: lower-case host, no default port, no trailing slash. It identifies the endpoint.</summary>
    public Uri Address { get; }

    /// <summary>
    /// The logical name the endpoint is addressed by, or <see langword="null"/> (the default) for the address itself. A connection
    /// goes to <see cref="Address"/>, while protocols that carry a name (HTTP's Host, TLS server name and certificate) use this one.
    /// </summary>
    public string? HostName { get; init; }

    /// <summary>
    /// The share of traffic relative to the other endpoints: 0 to 1,000,000; default 1. An endpoint with weight 0 gets no new
    /// requests under any algorithm and finishes those it has.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, not a number, infinite or above 1,000,000.</exception>
    public double Weight
    {
        get;
        init => field = IsValidWeight(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"The weight of '{Address}' must be between 0 and {MaxWeight:N0}.");
    } = 1;

    /// <summary>
    /// What hashing algorithms know the endpoint by, or <see langword="null"/> (the default) for its address. An endpoint that comes back at another address
    /// under the same key gets its keys back. Should differ from every other endpoint's: of several with the same one only the first by address goes by it alone.
    /// </summary>
    public string? HashKey { get; init; }

    /// <summary>
    /// The tier of the endpoint: 0 or more, lower ones first; default 0. One tier is used at a time, under every strategy: the first in which enough endpoints
    /// are healthy (<see cref="HealthOptions.PanicThreshold"/>), or else the healthiest. So a tier of backups is idle until the tier before it is down or drained.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Priority
    {
        get;
        init => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"The priority of '{Address}' must be 0 or more.");
    }

    /// <summary>The zone (data centre, region) the endpoint stands in, or <see langword="null"/>.</summary>
    public string? Zone { get; init; }

    /// <summary>Anything else that is known about the endpoint, such as its version. Empty by default.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Whether the other description says the same, metadata included.</summary>
    /// <param name="other">Another description.</param>
    public bool Equals(EndpointDescription? other) =>
        other is not null
        && Address == other.Address && HostName == other.HostName && HashKey == other.HashKey
        && Weight == other.Weight && Priority == other.Priority && Zone == other.Zone
        && Metadata.Count == other.Metadata.Count
        && Metadata.All(pair => other.Metadata.TryGetValue(pair.Key, out var value) && value == pair.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => Address.GetHashCode();

    /// <summary>Whether <paramref name="weight"/> may be used as a <see cref="Weight"/>.</summary>
    public static bool IsValidWeight(double weight) => weight is >= 0 and <= MaxWeight;
}
