using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ServiceDiscovery;

namespace Balancing.ServiceDiscovery;

/// <summary>The providers of one subscription: made at its first refresh, asked in order within a time limit, disposed of at its end. Used by one loop.</summary>
internal sealed class ProviderChain(ServiceEndpointQuery query, IServiceEndpointProviderFactory[] factories, TimeSpan timeout, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private IServiceEndpointProvider[]? _providers;
    private Task _asking = Task.CompletedTask;

    /// <exception cref="TimeoutException">The providers have not answered in time.</exception>
    /// <exception cref="InvalidOperationException">No provider takes the query.</exception>
    public async Task PopulateAsync(IServiceEndpointBuilder endpoints, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        try
        {
            // A provider that did not listen when its time was up is not asked twice at a time.
            if (!_asking.IsCompleted) await _asking.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            either.Token.ThrowIfCancellationRequested();

            var providers = _providers ??= await CreateAsync().ConfigureAwait(false);
            _asking = AskAsync(providers, endpoints, either.Token);
            await _asking.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            Observe(_asking);
            throw new TimeoutException($"Service discovery has not answered for '{query}' within {timeout}.", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Not while it is being asked. It has been told to stop; one that does not listen gets its time and no more.
        await _asking.WaitAsync(timeout, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Observe(_asking);
        await DisposeAsync(_providers ?? []).ConfigureAwait(false);
    }

    private static async Task AskAsync(IServiceEndpointProvider[] providers, IServiceEndpointBuilder endpoints, CancellationToken cancellationToken)
    {
        foreach (var provider in providers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await provider.PopulateAsync(endpoints, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<IServiceEndpointProvider[]> CreateAsync()
    {
        var made = new List<IServiceEndpointProvider>();
        try
        {
            foreach (var factory in factories)
            {
                if (factory.TryCreateProvider(query, out var provider)) made.Add(provider);
            }
        }
        catch
        {
            await DisposeAsync(made).ConfigureAwait(false);
            throw;
        }

        return made.Count > 0 ? [.. made] : throw new InvalidOperationException($"None of the {factories.Length} registered providers of service discovery takes '{query}'.");
    }

    private async Task DisposeAsync(IEnumerable<IServiceEndpointProvider> providers)
    {
        foreach (var provider in providers)
        {
            try
            {
                await provider.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception e)
            {
                Log.DisposalFailed(logger, e, query);
            }
        }
    }

    /// <summary>Nobody waits for it any more; how it ends is of no interest.</summary>
    private static void Observe(Task task) =>
        _ = task.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
