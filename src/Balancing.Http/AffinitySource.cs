namespace Balancing.Http;

/// <summary>Where a request's affinity key is taken from, unless <see cref="RequestAffinity"/> has given it one.</summary>
public enum AffinitySource
{
    /// <summary>From nowhere: only requests that were given a key have one.</summary>
    None = 0,

    /// <summary>The address of the client for whom the request is sent, as an <see cref="IClientAddressAccessor"/> tells it: <c>AddBalancingAspNetCore</c> adds one.</summary>
    ClientAddress = 1,

    /// <summary>A header of the request, as it is written.</summary>
    Header = 2,

    /// <summary>A cookie of the request, as it is written.</summary>
    Cookie = 3,

    /// <summary>A value of the query, as it is written.</summary>
    Query = 4,

    /// <summary>The path, without the query.</summary>
    Path = 5,
}
