namespace Balancing.Resolution;

/// <summary>Asks a source again and again for one subscriber, until it is disposed.</summary>
internal sealed class LookupLoop(Func<CancellationToken, Task<LookupResult>> lookup, ILookupSchedule schedule, TimeProvider time, IEndpointListener listener, Action<LookupLoop> ended)
    : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _refresh = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _disposed;

    /// <summary>Begins on the thread pool, without the execution context of whoever happened to subscribe.</summary>
    public void Start() => ThreadPool.UnsafeQueueUserWorkItem(static loop => _ = loop.self.RunAsync(loop.Token), (self: this, _stop.Token), preferLocal: false);

    /// <summary>Has the next question asked as soon as the spacing allows. Calls before that are one.</summary>
    public void Refresh() => Volatile.Read(ref _refresh).TrySetResult();

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        ended(this);
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        for (var failures = 0; !stop.IsCancellationRequested;)
        {
            // Before the question: what changes while it is under way may be missing in its answer, and is asked for once more.
            var refresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _refresh, refresh);
            var askedAt = time.GetTimestamp();

            TimeSpan wait;
            try
            {
                var result = await lookup(stop).ConfigureAwait(false);
                stop.ThrowIfCancellationRequested();
                failures = result.Endpoints is { Count: 0 } ? failures + 1 : 0;
                if (result.WhyEmpty is { } error) listener.OnFailed(error);
                else listener.OnResolved(result.Endpoints);
                wait = failures == 0 ? schedule.AfterAnswer(result.Ttl) : schedule.AfterFailure(failures, result.Ttl);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                listener.OnFailed(e);
                wait = schedule.AfterFailure(++failures, null);
            }

            await refresh.Task.WaitAsync(wait, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            // A refresh may be early; a wait that has run out is not.
            var early = schedule.MinInterval - time.GetElapsedTime(askedAt);
            if (early > TimeSpan.Zero) await Task.Delay(early, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
