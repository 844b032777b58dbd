namespace Balancing.Limits;

/// <summary>Requests that wait for room under the concurrency limits: first come, first served, not too many, not for too long.</summary>
internal sealed class RequestQueue(string clusterName, ConcurrencyLimitOptions options, TimeProvider time, RequestQueue.TryBegin tryBegin)
{
    private readonly LinkedList<Waiter> _waiting = new();
    private readonly Lock _lock = new();

    // Written under the lock, read by every request.
    private volatile int _length;

    public delegate bool TryBegin(AffinityKey affinity, TriedEndpoints? tried, out Attempt attempt);

    public bool IsEmpty => _length == 0;

    public async ValueTask<Attempt> EnterAsync(AffinityKey affinity, TriedEndpoints? tried, CancellationToken cancellationToken)
    {
        var place = new LinkedListNode<Waiter>(new Waiter(affinity, tried));
        lock (_lock)
        {
            if (_length >= options.MaxQueueLength) throw new NoEndpointException(clusterName, NoEndpointReason.Saturated);
            _waiting.AddLast(place);
            _length++;
        }

        // Who ended between the failed beginning and this has not seen that somebody waits.
        OnRoom();
        try
        {
            return await place.Value.Task.WaitAsync(options.QueueTimeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException && !place.Value.Task.IsFaulted)
        {
            if (TryLeave(place)) throw e is TimeoutException ? new NoEndpointException(clusterName, NoEndpointReason.QueueTimeout) : e;

            // Its turn came at the same moment.
            var attempt = await place.Value.Task.ConfigureAwait(false);
            if (e is TimeoutException) return attempt;
            attempt.Complete(OutcomeKind.Cancelled);
            throw;
        }
    }

    /// <summary>A request has ended, or the plan has changed: lets in whoever finds room now.</summary>
    public void OnRoom()
    {
        if (IsEmpty) return;
        lock (_lock)
        {
            while (_waiting.First is { Value: var waiter })
            {
                try
                {
                    if (!tryBegin(waiter.Affinity, waiter.Tried, out var attempt)) return;
                    waiter.SetResult(attempt);
                }
                catch (Exception e)
                {
                    waiter.SetException(e);
                }

                _waiting.RemoveFirst();
                _length--;
            }
        }
    }

    private bool TryLeave(LinkedListNode<Waiter> place)
    {
        lock (_lock)
        {
            if (place.List is null) return false;
            _waiting.Remove(place);
            _length--;
            return true;
        }
    }

    private sealed class Waiter(AffinityKey affinity, TriedEndpoints? tried) : TaskCompletionSource<Attempt>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public AffinityKey Affinity => affinity;

        public TriedEndpoints? Tried => tried;
    }
}
