namespace Balancing.Http;

/// <summary>Sends a client's health probes through the client's own primary handler: the same TLS, the same protocol, the same proxy.</summary>
/// <remarks>
/// The chain is asked for at the first probe and kept until the client ends: the factory does not dispose of what is still referenced, and looks every ten
/// seconds whether it is. Kept longer, it would keep the factory's timer, and with that the whole application, for ever.
/// </remarks>
internal sealed class ProbeTransport(IHttpMessageHandlerFactory factory, string clientName) : HttpMessageHandler
{
    private volatile Lazy<HttpMessageInvoker>? _primary = new(() =>
    {
        var handler = factory.CreateHandler(clientName);
        var chain = handler;
        while (handler is not BalancingHandler and DelegatingHandler { InnerHandler: { } inner }) handler = inner;
        return new KeepingInvoker((handler as BalancingHandler)?.Primary ?? handler, chain);
    });

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        (_primary ?? throw new ObjectDisposedException(clientName)).Value.SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        _primary = null;
        base.Dispose(disposing);
    }

    private sealed class KeepingInvoker(HttpMessageHandler primary, HttpMessageHandler chain) : HttpMessageInvoker(primary, disposeHandler: false)
    {
        /// <summary>Referenced, and so alive, as long as its primary handler is used.</summary>
        public HttpMessageHandler Chain { get; } = chain;
    }
}
