using System.Net;
using System.Net.Sockets;

namespace Balancing.Resolution;

/// <summary>Addresses from the system's resolver, which knows hosts files, mDNS and whatever else is set up, but tells no TTL.</summary>
internal sealed class SystemAddresses(DnsAddressFamilies families)
{
    /// <exception cref="DnsLookupException">The system has none, or could not ask.</exception>
    public async Task<AddressAnswer> FindAsync(string host, CancellationToken stop)
    {
        var family = families switch
        {
            DnsAddressFamilies.IPv4 => AddressFamily.InterNetwork,
            DnsAddressFamilies.IPv6 => AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unspecified,
        };
        try
        {
            return AddressAnswer.Of(Wanted(await Dns.GetHostAddressesAsync(host, family, stop).ConfigureAwait(false)), null);
        }
        catch (SocketException e)
        {
            throw new DnsLookupException(host, $"{e.Message}.", e);
        }
    }

    private IEnumerable<IPAddress> Wanted(IPAddress[] all)
    {
        var preferred = families switch
        {
            DnsAddressFamilies.PreferIPv4 => AddressFamily.InterNetwork,
            DnsAddressFamilies.PreferIPv6 => AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unspecified,
        };
        return all.Any(address => address.AddressFamily == preferred) ? all.Where(address => address.AddressFamily == preferred) : all;
    }
}
