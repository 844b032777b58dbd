namespace Balancing.Resolution;

/// <summary>A list that is asked for now and then: the first time at once, then once a period, and sooner after a failure.</summary>
/// <remarks>Safe for concurrent use. There is one loop per subscriber.</remarks>
public sealed class PollingResolver : IEndpointResolver
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    private readonly Func<CancellationToken, ValueTask<IReadOnlyList<EndpointDescription>>> _resolve;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly LookupLoops _loops;

    /// <summary>Creates a resolver that calls <paramref name="resolve"/> once per <paramref name="period"/>.</summary>
    /// <param name="resolve">Finds the endpoints. An exception is reported, and what is known stays in use.</param>
    /// <param name="period">From one answer to the next question, ±10 % so that a fleet does not ask in step. At least 100 ms.</param>
    /// <param name="time">The clock; <see cref="TimeProvider.System"/> when <see langword="null"/>.</param>
    /// <param name="random">The source of jitter; <see cref="Random.Shared"/> when <see langword="null"/>.</param>
    /// <param name="timeout">
    /// How long one call may take before it counts as failed: above 0, up to 24 days; 30 s when <see langword="null"/>. Its token is cancelled then, and nobody
    /// waits any longer for one that does not heed it.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The period is below 100 ms or above 24 days, or the timeout is outside its range.</exception>
    public PollingResolver(
        Func<CancellationToken, ValueTask<IReadOnlyList<EndpointDescription>>> resolve,
        TimeSpan period,
        TimeProvider? time = null,
        Random? random = null,
        TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(resolve);
        _timeout = timeout ?? DefaultTimeout;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_timeout, TimeSpan.Zero, nameof(timeout));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_timeout, TimeSpan.FromDays(24), nameof(timeout));
        _resolve = resolve;
        _time = time ?? TimeProvider.System;
        _loops = new LookupLoops(AskAsync, new PollingSchedule(period, random ?? Random.Shared), _time);
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(IEndpointListener listener) => _loops.Subscribe(listener);

    /// <summary>Asks again at once, but not sooner than a second (or the period, if that is shorter) after the last question. Returns before the answer is there.</summary>
    /// <remarks>Calls that come before the next question are one.</remarks>
    public void Refresh() => _loops.Refresh();

    private async Task<LookupResult> AskAsync(CancellationToken stop)
    {
        using var timeUp = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var answer = _resolve(timeUp.Token).AsTask();
        await ((Task)answer.WaitAsync(_timeout, _time, stop)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (answer.IsCompleted) return new LookupResult(await answer.ConfigureAwait(false), null);

        // How it ends is of no interest any more, and nothing for TaskScheduler.UnobservedTaskException.
        _ = answer.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await timeUp.CancelAsync().ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        throw new TimeoutException($"There was no list of endpoints within {_timeout}.");
    }
}
