using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ServiceDiscovery;

namespace Balancing.ServiceDiscovery;

/// <summary>Every log message of the package. Event ids are stable.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Service discovery, '{Query}': no provider knows the service, so its name is taken as a host. Does the query name the scheme or endpoint under which the service is configured?")]
    public static partial void PassedThrough(ILogger logger, ServiceEndpointQuery query);

    [LoggerMessage(2, LogLevel.Warning, "Service discovery, '{Query}': an endpoint is left out. {Problem}")]
    public static partial void LeftOut(ILogger logger, ServiceEndpointQuery query, string problem);

    [LoggerMessage(3, LogLevel.Information, "Service discovery, '{Query}': {Address} has no host name, so its certificate has to be one for the IP address.")]
    public static partial void NoHostName(ILogger logger, ServiceEndpointQuery query, string address);

    [LoggerMessage(4, LogLevel.Debug, "Service discovery, '{Query}': a provider could not be disposed of.")]
    public static partial void DisposalFailed(ILogger logger, Exception error, ServiceEndpointQuery query);
}
