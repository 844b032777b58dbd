namespace Balancing.Resolution;

/// <summary>A list that is asked for now and then: the first time at once, then once a period, and sooner after a failure.</summary>
public sealed class PollingResolver : IEndpointResolver
{
    private readonly Func<CancellationToken, ValueTask<IReadOnlyList<EndpointDescription>>> _resolve;
    private readonly PollingSchedule _schedule;
    private readonly TimeProvider _time;

    /// <summary>Creates a resolver that calls <paramref name="resolve"/> once per <paramref name="period"/>.</summary>
    /// <param name="resolve">Finds the endpoints. An exception is reported, and what is known stays in use.</param>
    /// <param name="period">From one answer to the next question, ±10 % so that a fleet does not ask in step. At least 100 ms.</param>
    /// <param name="time">The clock; <see cref="TimeProvider.System"/> when <see langword="null"/>.</param>
    /// <param name="random">The source of jitter; <see cref="Random.Shared"/> when <see langword="null"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The period is below 100 ms or above 24 days.</exception>
    public PollingResolver(
        Func<CancellationToken, ValueTask<IReadOnlyList<EndpointDescription>>> resolve,
        TimeSpan period,
        TimeProvider? time = null,
        Random? random = null)
    {
        ArgumentNullException.ThrowIfNull(resolve);
        _resolve = resolve;
        _schedule = new PollingSchedule(period, random ?? Random.Shared);
        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(IEndpointListener listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        var subscription = new Subscription();

        // The loop lives as long as the client: it must not keep the execution context of whoever happened to start it.
        ThreadPool.UnsafeQueueUserWorkItem(_ => _ = PollAsync(listener, subscription.Token), null);
        return subscription;
    }

    private async Task PollAsync(IEndpointListener listener, CancellationToken stop)
    {
        for (var failures = 0; !stop.IsCancellationRequested;)
        {
            try
            {
                var endpoints = await _resolve(stop).ConfigureAwait(false);
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

            await Task.Delay(_schedule.NextDelay(failures), _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private sealed class Subscription : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private int _disposed;

        public Subscription() => Token = _stop.Token;

        public CancellationToken Token { get; }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
            _stop.Cancel();
            _stop.Dispose();
        }
    }
}
