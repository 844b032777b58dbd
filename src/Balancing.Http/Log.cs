using Microsoft.Extensions.Logging;

namespace Balancing.Http;

/// <summary>Every log message of the package. Event ids are stable.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Client '{Client}': {Count} endpoint(s) now, {Added} added, {Removed} removed.")]
    public static partial void EndpointsChanged(ILogger logger, string client, int count, int added, int removed);

    [LoggerMessage(2, LogLevel.Warning, "Client '{Client}': the endpoints could not be resolved; those known so far stay in use.")]
    public static partial void ResolverFailed(ILogger logger, Exception error, string client);

    [LoggerMessage(3, LogLevel.Warning, "Client '{Client}': the resolver reported no endpoint at all; those known so far stay in use.")]
    public static partial void EmptyListIgnored(ILogger logger, string client);

    [LoggerMessage(4, LogLevel.Error, "Client '{Client}': the load balancer failed; requests go on as before.")]
    public static partial void LoadBalancerFailed(ILogger logger, Exception error, string client);

    [LoggerMessage(5, LogLevel.Warning, "Client '{Client}': the changed configuration is refused, the one before stays in use. {Problem}")]
    public static partial void ReloadRefused(ILogger logger, string client, string problem);

    [LoggerMessage(6, LogLevel.Information, "Client '{Client}' is balanced by {Strategy} now.")]
    public static partial void StrategyChanged(ILogger logger, string client, string strategy);

    [LoggerMessage(7, LogLevel.Warning, "Client '{Client}': {Endpoint} is ejected for {Duration}: {Reason}, measured {Measured:0.###}, limit {Threshold:0.###}, the others {Fleet:0.###}.")]
    public static partial void Ejected(
        ILogger logger, string client, Endpoint endpoint, TimeSpan? duration, HealthChangeReason reason, double? measured, double? threshold, object fleet);

    [LoggerMessage(8, LogLevel.Information, "Client '{Client}': {Endpoint} would be ejected, were its detector enforced: {Reason}, measured {Measured:0.###}, limit {Threshold:0.###}, the others {Fleet:0.###}.")]
    public static partial void WouldBeEjected(
        ILogger logger, string client, Endpoint endpoint, HealthChangeReason reason, double? measured, double? threshold, object fleet);

    [LoggerMessage(EventId = 9, Message = "Client '{Client}': {Endpoint} was {From} and is {To}: {Reason}. Duration: {Duration}.")]
    public static partial void HealthChanged(
        ILogger logger, LogLevel level, string client, Endpoint endpoint, HealthState from, HealthState to, HealthChangeReason reason, object duration);

    [LoggerMessage(10, LogLevel.Warning, "Client '{Client}': too few endpoints are healthy; health is ignored, or requests fail if so configured.")]
    public static partial void PanicBegins(ILogger logger, string client);

    [LoggerMessage(11, LogLevel.Information, "Client '{Client}': enough endpoints are healthy again.")]
    public static partial void PanicEnds(ILogger logger, string client);

    [LoggerMessage(12, LogLevel.Debug, "Client '{Client}': a failed {Method} request is not sent again: {Refusal}.")]
    public static partial void RetryRefused(ILogger logger, string client, string method, Resilience.RetryRefusal refusal);

    [LoggerMessage(13, LogLevel.Information, "Client '{Client}': the endpoints can be resolved again.")]
    public static partial void ResolverRecovered(ILogger logger, string client);

    [LoggerMessage(14, LogLevel.Error, "Client '{Client}': the endpoints could not be resolved for so long that those known are given up: MaxStaleAge is {MaxStaleAge}. Without backups, requests fail until there are new ones.")]
    public static partial void ListExpired(ILogger logger, string client, TimeSpan maxStaleAge);
}
