using System.Net;
using System.Runtime.CompilerServices;
using Balancing.Http.Resilience;
using Microsoft.Extensions.Logging.Abstractions;

namespace Balancing.Http;

/// <summary>Builds handler chains without dependency injection.</summary>
public static class BalancingHandlerChain
{
    private static readonly ConditionalWeakTable<HttpMessageHandler, AdoptedSettings> Adopted = [];

    // One for all chains: a meter stays with the process until it is disposed of, and a chain may be given up without that.
    private static readonly ResilienceMetrics Metrics = new(null);

    /// <summary>
    /// A balancing handler over <paramref name="primary"/>, with redirects and cookies handled by the logical name: ready to be given to
    /// <see cref="HttpClient"/> or <see cref="HttpMessageInvoker"/>.
    /// </summary>
    /// <remarks>What <paramref name="primary"/> says about redirects and cookies is taken over from it and switched off there.</remarks>
    /// <param name="cluster">Picks the endpoints. Not disposed with the chain.</param>
    /// <param name="primary">Sends the requests; not used before. A new <see cref="SocketsHttpHandler"/> when <see langword="null"/>. Disposed with the chain.</param>
    /// <param name="completeOn">When a request stops being in flight.</param>
    /// <param name="classifier">Says what an exchange means for the endpoint; the usual one when <see langword="null"/>.</param>
    /// <param name="resilience">Retries, hedging and attempt timeout; none when <see langword="null"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting of <paramref name="resilience"/> is outside its range.</exception>
    public static HttpMessageHandler Create(
        Cluster cluster,
        SocketsHttpHandler? primary = null,
        RequestCompletion completeOn = RequestCompletion.ResponseBody,
        OutcomeClassifier? classifier = null,
        ResilienceOptions? resilience = null)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        if (primary is null) SetDefaults(primary = new SocketsHttpHandler());
        var parts = resilience is null ? null : new ClientResilience(cluster.Name, resilience, cluster.TimeProvider, Metrics, NullLogger.Instance);
        HttpMessageHandler chain = primary;
        foreach (var handler in Around(new BalancingHandler(cluster, completeOn, classifier) { Resilience = parts }, primary).Reverse())
        {
            handler.InnerHandler = chain;
            chain = handler;
        }

        return chain;
    }

    /// <summary>How a primary handler is set unless the user says otherwise.</summary>
    /// <remarks>
    /// Connections live for 5 minutes: a name whose address has changed is looked up again that often, and a new connection costs nothing noticeable. One that cannot be
    /// made is given up after 5 s, Envoy's default, and not after the two minutes of a machine that has vanished: nothing has been sent, so the request goes elsewhere.
    /// </remarks>
    internal static void SetDefaults(SocketsHttpHandler primary)
    {
        primary.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
        primary.ConnectTimeout = TimeSpan.FromSeconds(5);
        primary.UseCookies = false;
    }

    /// <summary>The balancing handler and what belongs around it, outermost first, over a primary handler.</summary>
    internal static IEnumerable<DelegatingHandler> Around(BalancingHandler balancing, HttpMessageHandler primary) =>
    [
        .. Adopt(primary),
        .. balancing.Resilience?.CreateOuterHandlers(balancing) ?? [],
        balancing,
        .. balancing.Resilience?.CreateInnerHandlers() ?? [],
    ];

    /// <summary>Switches off what a primary handler would do by the endpoint's address; returns the handlers that do it by the logical name, outermost first.</summary>
    private static IEnumerable<DelegatingHandler> Adopt(HttpMessageHandler primary)
    {
        AdoptedSettings? settings;
        lock (Adopted)
        {
            // A primary handler may serve several chains; its settings are only there to be read the first time.
            if (!Adopted.TryGetValue(primary, out settings)) Adopted.Add(primary, settings = AdoptedSettings.TakeFrom(primary));
        }

        if (settings.MaxRedirects > 0) yield return new RedirectHandler(settings.MaxRedirects);
        if (settings.Cookies is { } cookies) yield return new CookieHandler(cookies);
    }

    private sealed record AdoptedSettings(int MaxRedirects, CookieContainer? Cookies)
    {
        // grpc-dotnet looks for this key: without it, a gRPC channel over the chain would take over the connections and balance them itself.
        private const string GrpcLoadBalancingDisabled = "__GrpcLoadBalancingDisabled";

        public static AdoptedSettings TakeFrom(HttpMessageHandler primary)
        {
            switch (primary)
            {
                case SocketsHttpHandler sockets:
                    var fromSockets = new AdoptedSettings(
                        sockets.AllowAutoRedirect ? sockets.MaxAutomaticRedirections : 0,
                        sockets.UseCookies ? sockets.CookieContainer : null);
                    (sockets.AllowAutoRedirect, sockets.UseCookies) = (false, false);
                    sockets.Properties[GrpcLoadBalancingDisabled] = true;
                    return fromSockets;

                case HttpClientHandler client:
                    var fromClient = new AdoptedSettings(
                        client.AllowAutoRedirect ? client.MaxAutomaticRedirections : 0,
                        client.UseCookies ? client.CookieContainer : null);
                    (client.AllowAutoRedirect, client.UseCookies) = (false, false);
                    client.Properties[GrpcLoadBalancingDisabled] = true;
                    return fromClient;

                default:
                    return new AdoptedSettings(0, null);
            }
        }
    }
}
