namespace Balancing.Http;

/// <summary>Sends a client's health probes through the client's own primary handler: the same TLS, the same protocol, the same proxy.</summary>
/// <remarks>The chain is asked for at the first probe and kept: the factory does not dispose of what is still referenced.</remarks>
internal sealed class ProbeTransport(IHttpMessageHandlerFactory factory, string clientName) : HttpMessageHandler
{
    private readonly Lazy<HttpMessageInvoker> _primary = new(() =>
    {
        var handler = factory.CreateHandler(clientName);
        var chain = handler;
        while (handler is not BalancingHandler and DelegatingHandler { InnerHandler: { } inner }) handler = inner;
        return new KeepingInvoker((handler as BalancingHandler)?.Primary ?? handler, chain);
    });

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _primary.Value.SendAsync(request, cancellationToken);

    private sealed class KeepingInvoker(HttpMessageHandler primary, HttpMessageHandler chain) : HttpMessageInvoker(primary, disposeHandler: false)
    {
        /// <summary>Referenced, and so alive, as long as its primary handler is used.</summary>
        public HttpMessageHandler Chain { get; } = chain;
    }
}
