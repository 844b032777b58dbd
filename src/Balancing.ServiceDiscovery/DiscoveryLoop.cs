using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ServiceDiscovery;

namespace Balancing.ServiceDiscovery;

/// <summary>Asks the providers again and again for one subscriber, until it is disposed: when a change is announced, when the period is over, and sooner after a failure.</summary>
/// <remarks>
/// It polls even where every token announces changes: a lost announcement then costs a minute, and one silent provider beside an announcing one is not forgotten.
/// </remarks>
internal sealed class DiscoveryLoop(ServiceEndpointQuery query, ProviderChain providers, EndpointMapper mapper, RefreshSchedule schedule, TimeProvider time, ILogger logger, IEndpointListener listener, Action<DiscoveryLoop> ended)
    : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private ChangeWatch? _changes;
    private int _disposed;
    private bool _everFound;
    private bool _passedThrough;

    /// <summary>Begins on the thread pool, without the execution context of whoever happened to subscribe.</summary>
    public void Start() => ThreadPool.UnsafeQueueUserWorkItem(static loop => _ = loop.self.RunAsync(loop.Token), (self: this, _stop.Token), preferLocal: false);

    /// <summary>Has the providers asked as soon as the spacing allows. Calls before that are one.</summary>
    public void Refresh() => Volatile.Read(ref _changes)?.Signal();

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        ended(this);
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        await using var _ = providers.ConfigureAwait(false);
        for (var failures = 0; !stop.IsCancellationRequested;)
        {
            // Before the question: what is asked for while it is under way is asked for once more.
            using var changes = new ChangeWatch();
            Volatile.Write(ref _changes, changes);
            var askedAt = time.GetTimestamp();
            var collector = new EndpointCollector();
            try
            {
                await providers.PopulateAsync(collector, stop).ConfigureAwait(false);
                var endpoints = Understand(collector);
                stop.ThrowIfCancellationRequested();
                listener.OnResolved(endpoints);
                failures = 0;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                listener.OnFailed(e);
                failures++;
            }

            // After the question: a token of what has changed since it was made says so at once, so nothing is missed in between.
            foreach (var token in collector.Tokens()) changes.Watch(token);
            var wait = failures == 0 ? schedule.AfterAnswer() : schedule.AfterFailure(failures);
            await changes.Changed.WaitAsync(wait, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            // A change may be early, or announced for ever.
            var early = schedule.MinInterval - time.GetElapsedTime(askedAt);
            if (early > TimeSpan.Zero) await Task.Delay(early, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private List<EndpointDescription> Understand(EndpointCollector collector)
    {
        var endpoints = mapper.Map(collector.Endpoints);
        if (endpoints.Count == 0) throw new InvalidOperationException($"Service discovery has found no endpoint of '{query}'.");

        var passedThrough = PassThrough.IsSourceOf(collector.Endpoints);
        if (passedThrough && !_passedThrough) Log.PassedThrough(logger, query);
        _passedThrough = passedThrough;

        // A section that is lost in an edit is no reason to send everything to a host of the service's name.
        if (passedThrough && _everFound) throw new InvalidOperationException($"Service discovery does not know '{query}' any more.");
        _everFound |= !passedThrough;
        return endpoints;
    }
}
