namespace Balancing.Http;

/// <summary>Where a client's endpoints are found.</summary>
public enum DiscoveryType
{
    /// <summary>Nowhere but in <see cref="BalancedHttpClientOptions.Endpoints"/>.</summary>
    None = 0,

    /// <summary>The addresses of a host: <see cref="Resolution.DnsResolver"/>.</summary>
    Dns = 1,

    /// <summary>The SRV records of a service: <see cref="Resolution.DnsSrvResolver"/>.</summary>
    DnsSrv = 2,

    /// <summary>A JSON file: <see cref="Resolution.FileResolver"/>.</summary>
    File = 3,

    /// <summary>The section <c>Services</c> of the application's configuration: <see cref="ServicesResolver"/>.</summary>
    Services = 4,
}
