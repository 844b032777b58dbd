using Balancing.Resolution.DnsProtocol;

namespace Balancing.Resolution;

/// <summary>The instances of a service as SRV records list them (RFC 2782): one endpoint for each address of each target.</summary>
/// <remarks>
/// <para>
/// Asks <see cref="DnsOptions.Servers"/>, or else the servers of <c>/etc/resolv.conf</c>, which is read again before each lookup, as often as
/// the TTLs of the answers say, within <see cref="DnsOptions.MinInterval"/> and <see cref="DnsOptions.MaxInterval"/>. A lookup that fails or
/// finds nothing is reported as a failure and tried again with back-off: the endpoints that are known stay in use.
/// </para>
/// <para>
/// A record's port becomes the endpoint's, its priority <see cref="EndpointDescription.Priority"/>, its target
/// <see cref="EndpointDescription.HostName"/>, and its weight <see cref="EndpointDescription.Weight"/>; if the target has several addresses,
/// they share it. Weight 0 is a small share beside others, as RFC 2782 wants it, and an equal one if all have it.
/// </para>
/// <para>Safe for concurrent use. There is one lookup loop per subscriber.</para>
/// </remarks>
public sealed class DnsSrvResolver : IEndpointResolver
{
    private readonly LookupLoops _loops;

    /// <summary>Looks up a service.</summary>
    /// <param name="service">The whole name, such as <c>_http._tcp.catalog.internal</c>. With a dot at the end the search list is left out.</param>
    /// <param name="scheme">How the endpoints are spoken to, such as <c>http</c> or <c>https</c>: SRV records do not say it.</param>
    /// <param name="basePath">Behind the endpoints' port: empty, or with a slash at its beginning, such as <c>/v2</c>.</param>
    /// <param name="options">Whom to ask, and how often; the defaults when <see langword="null"/>.</param>
    /// <param name="time">The clock; <see cref="TimeProvider.System"/> when <see langword="null"/>.</param>
    /// <param name="random">The source of jitter; <see cref="Random.Shared"/> when <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">The name cannot be looked up, or scheme and path make no address.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public DnsSrvResolver(
        string service, string scheme = "http", string basePath = "", DnsOptions? options = null, TimeProvider? time = null, Random? random = null)
        : this(service, scheme, basePath, (options ?? new DnsOptions()).Frozen(), NameServerSource.SystemFile, time, random)
    {
    }

    /// <summary>As the public one, with another file in the place of resolv.conf.</summary>
    internal DnsSrvResolver(string service, string scheme, string basePath, DnsOptions frozen, string resolvConf, TimeProvider? time, Random? random)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(scheme);
        ArgumentNullException.ThrowIfNull(basePath);
        if (!DnsName.IsAskable(service)) throw new ArgumentException($"'{service}' is not a name that can be looked up. Write it as in _http._tcp.catalog.internal.", nameof(service));
        if (basePath is not ("" or ['/', ..])) throw new ArgumentException($"The base path '{basePath}' must begin with a slash, or be empty.", nameof(basePath));

        // Tried out, so that the first answer is not the first to find a typing error.
        _ = new EndpointDescription($"{scheme}://host:1{basePath}");

        var clock = time ?? TimeProvider.System;
        var stub = new DnsStub(new NameServerSource(frozen, resolvConf), frozen, clock);
        var lookup = new SrvLookup(stub, new StubAddresses(stub, frozen.AddressFamilies), service, scheme, basePath);
        _loops = new LookupLoops(lookup.RunAsync, new DnsSchedule(frozen, random ?? Random.Shared), clock);
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(IEndpointListener listener) => _loops.Subscribe(listener);

    /// <inheritdoc cref="DnsResolver.Refresh"/>
    public void Refresh() => _loops.Refresh();
}
