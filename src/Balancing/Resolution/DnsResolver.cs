using Balancing.Internal;
using Balancing.Resolution.DnsProtocol;

namespace Balancing.Resolution;

/// <summary>The addresses of a host: one endpoint for each.</summary>
/// <remarks>
/// <para>
/// Asks the system's resolver every <see cref="DnsOptions.Interval"/>, or, if <see cref="DnsOptions.Servers"/> are given, those, as often as
/// the TTLs of their answers say. A lookup that fails or finds no address is reported as a failure and tried again sooner: the endpoints
/// that are known stay in use.
/// </para>
/// <para>
/// The endpoints' <see cref="EndpointDescription.HostName"/> is the host of the address, with its port unless that is the scheme's own. So a
/// connection goes to an IP address, and the Host header, the TLS server name and the check of the certificate are those of the name.
/// </para>
/// <para>Safe for concurrent use. There is one lookup loop per subscriber.</para>
/// </remarks>
public sealed class DnsResolver : IEndpointResolver
{
    private readonly LookupLoops _loops;

    /// <summary>Looks up the host of <paramref name="address"/>.</summary>
    /// <param name="address">What each endpoint is like, such as <c>https://catalog.internal:8443/base</c>.</param>
    /// <param name="options">Whom to ask, and how often; the defaults when <see langword="null"/>.</param>
    /// <param name="time">The clock; <see cref="TimeProvider.System"/> when <see langword="null"/>.</param>
    /// <param name="random">The source of jitter; <see cref="Random.Shared"/> when <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">The address is not one of an endpoint, or its host is not a name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public DnsResolver(string address, DnsOptions? options = null, TimeProvider? time = null, Random? random = null)
        : this(EndpointAddress.Parse(address), options, time, random)
    {
    }

    /// <inheritdoc cref="DnsResolver(string, DnsOptions, TimeProvider, Random)"/>
    public DnsResolver(Uri address, DnsOptions? options = null, TimeProvider? time = null, Random? random = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        var frozen = (options ?? new DnsOptions()).Frozen();
        var clock = time ?? TimeProvider.System;
        var template = EndpointTemplate.Of(address, out var host, out var hostName);

        Func<CancellationToken, Task<AddressAnswer>> find;
        if (frozen.Servers.Count == 0)
        {
            var system = new SystemAddresses(frozen.AddressFamilies);
            find = stop => system.FindAsync(host, stop);
        }
        else
        {
            var name = DnsName.Canonical(host);
            var stub = new StubAddresses(new DnsStub(new NameServerSource(frozen, NameServerSource.SystemFile), frozen, clock), frozen.AddressFamilies);
            find = stop => stub.FindAsync(name, [], stop);
        }

        _loops = new LookupLoops(LookUpAsync, new DnsSchedule(frozen, random ?? Random.Shared), clock);

        async Task<LookupResult> LookUpAsync(CancellationToken stop)
        {
            var answer = await find(stop).ConfigureAwait(false);
            if (answer.Addresses.Count == 0) return new LookupResult([], answer.Ttl, new DnsLookupException(host, "It has no address."));
            return new LookupResult([.. answer.Addresses.Select(ip => template.Describe(ip, hostName))], answer.Ttl);
        }
    }

    /// <summary>How many listeners there are.</summary>
    internal int Subscribers => _loops.Count;

    /// <inheritdoc/>
    public IDisposable Subscribe(IEndpointListener listener) => _loops.Subscribe(listener);

    /// <summary>Asks again at once, or as soon as <see cref="DnsOptions.MinInterval"/> has passed since the last question. Returns before the answer is there.</summary>
    /// <remarks>Calls that come before the next question are one.</remarks>
    public void Refresh() => _loops.Refresh();
}
