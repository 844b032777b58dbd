using System.Net;
using System.Net.Sockets;

namespace Balancing.Resolution;

/// <summary>The addresses of a host.</summary>
/// <param name="Addresses">Sorted, each once. Empty: the host has none of the families that are wanted.</param>
/// <param name="Ttl">How long that holds; <see langword="null"/> if it is not known.</param>
internal sealed record AddressAnswer(IReadOnlyList<IPAddress> Addresses, TimeSpan? Ttl)
{
    /// <summary>Sorts and drops what nobody can be reached at: 0.0.0.0 and :: mean "here", and come from servers that block names.</summary>
    public static AddressAnswer Of(IEnumerable<IPAddress> addresses, TimeSpan? ttl) => new(
        [
            .. addresses.Where(address => !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any))
                .Distinct()
                .OrderBy(address => address.AddressFamily != AddressFamily.InterNetwork)
                .ThenBy(address => Convert.ToHexString(address.GetAddressBytes()), StringComparer.Ordinal),
        ],
        ttl);
}
