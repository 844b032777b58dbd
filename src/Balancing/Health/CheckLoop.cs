namespace Balancing.Health;

/// <summary>Asks one endpoint again and again, never twice at a time.</summary>
internal sealed class CheckLoop : IDisposable
{
    private readonly Endpoint _endpoint;
    private readonly IHealthProbe _probe;
    private readonly ActiveCheckOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<TimeSpan> _now;
    private readonly Random _random;
    private readonly Action _changed;
    private readonly CancellationTokenSource _stop = new();
    private readonly CheckCounter _counter;
    private Task<bool>? _question;

    public CheckLoop(Endpoint endpoint, IHealthProbe probe, ActiveCheckOptions options, TimeProvider time, Func<TimeSpan> now, Random random, Action changed)
    {
        (_endpoint, _probe, _options, _time, _now, _random, _changed) = (endpoint, probe, options, time, now, random, changed);
        _counter = new CheckCounter(options, endpoint.Status.FailsChecks);

        // The loop lives as long as the endpoint: it must not keep the execution context of whoever happened to start it.
        ThreadPool.UnsafeQueueUserWorkItem(static loop => _ = loop.RunAsync(loop._stop.Token), this, preferLocal: false);
    }

    public void Dispose()
    {
        try
        {
            _stop.Cancel();
        }
        catch (AggregateException)
        {
            // The probe has registered something that throws. Inside the latch, where this is called, that would be the end of a change half made.
        }
    }

    private async Task RunAsync(CancellationToken stop)
    {
        // The first question comes at any time within an interval: a fleet that starts together does not ask together.
        for (var wait = _options.Interval * _random.NextDouble(); ; wait = Jittered(_counter.NextInterval))
        {
            await Task.Delay(wait, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested) return;

            var passed = await AskAsync(stop).ConfigureAwait(false);
            if (stop.IsCancellationRequested) return;
            if (passed) _endpoint.Status.CheckPassedAt = _now();
            var flipped = _counter.Count(passed);
            _endpoint.Status.FailsChecks = _counter.IsDown;
            if (flipped || (passed && _endpoint.Status.IsProbing)) _changed();
        }
    }

    private async Task<bool> AskAsync(CancellationToken stop)
    {
        using var timeUp = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, stop);
        try
        {
            // A probe that does not heed its token is out of time all the same, but is not asked again before it has answered.
            if (_question is { IsCompleted: true }) _question = null;
            _question ??= _probe.ProbeAsync(_endpoint, either.Token).AsTask();
            return await _question.WaitAsync(either.Token).ConfigureAwait(false) && !timeUp.IsCancellationRequested;
        }
        catch (Exception)
        {
            // However it fails, it is an answer: not well.
            return false;
        }
    }

    private TimeSpan Jittered(TimeSpan wait) => wait * (1 + (_options.Jitter * ((2 * _random.NextDouble()) - 1)));
}
