namespace Balancing.Http;

/// <summary>Stands in the chain for a handler that is to go below the balancing handler, until <see cref="BalancedChainFilter"/> replaces it.</summary>
internal sealed class AttemptHandlerMarker(Func<IServiceProvider, DelegatingHandler> create) : DelegatingHandler
{
    public DelegatingHandler Create(IServiceProvider services) => create(services);
}
