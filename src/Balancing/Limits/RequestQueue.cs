using Balancing.Internal;

namespace Balancing.Limits;

/// <summary>Requests that wait for room under the concurrency limits: first come, first served, not too many, not for too long.</summary>
/// <remarks>
/// Whoever takes a request off the line has decided what becomes of it: the one who lets it in, or the request itself when it has waited for too long.
/// Letting in asks the algorithm, which is the user's code, so it is done under the latch and not under the lock.
/// </remarks>
internal sealed class RequestQueue
{
    private readonly string _clusterName;
    private readonly ConcurrencyLimitOptions _options;
    private readonly TimeProvider _time;
    private readonly TryBegin _tryBegin;
    private readonly CoalescingLatch _lettingIn;
    private readonly LinkedList<Waiter> _waiting = new();
    private readonly Lock _lock = new();

    // Written under the lock, read by every request.
    private volatile int _length;

    public RequestQueue(string clusterName, ConcurrencyLimitOptions options, TimeProvider time, TryBegin tryBegin)
    {
        (_clusterName, _options, _time, _tryBegin) = (clusterName, options, time, tryBegin);
        _lettingIn = new CoalescingLatch(LetIn);
    }

    public delegate bool TryBegin(in PickRequest request, out Attempt attempt);

    public bool IsEmpty => _length == 0;

    public async ValueTask<Attempt> EnterAsync(PickRequest request, CancellationToken cancellationToken)
    {
        var place = new LinkedListNode<Waiter>(new Waiter(request));
        lock (_lock)
        {
            if (_length >= _options.MaxQueueLength) throw new NoEndpointException(_clusterName, NoEndpointReason.Saturated);
            _waiting.AddLast(place);
            _length++;
        }

        // Who ended between the failed beginning and this has not seen that somebody waits.
        OnRoom();
        try
        {
            return await place.Value.Task.WaitAsync(_options.QueueTimeout, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // Its turn came at the same moment, or this is what the algorithm threw.
            if (!TryTakeOff(place)) return await place.Value.Task.ConfigureAwait(false);

            // Who stood behind it may be let in where it could not.
            OnRoom();
            if (e is TimeoutException) throw new NoEndpointException(_clusterName, NoEndpointReason.QueueTimeout);
            throw;
        }
    }

    /// <summary>A request has ended, or the plan has changed: lets in whoever finds room now.</summary>
    public void OnRoom()
    {
        if (!IsEmpty) _lettingIn.Request();
    }

    private void LetIn()
    {
        while (First() is { } place)
        {
            var waiter = place.Value;
            try
            {
                if (!_tryBegin(waiter.Request, out var attempt)) return;
                if (TryTakeOff(place)) waiter.SetResult(attempt);
                else attempt.Complete(OutcomeKind.Cancelled);
            }
            catch (Exception e)
            {
                if (TryTakeOff(place)) waiter.SetException(e);
            }
        }
    }

    private LinkedListNode<Waiter>? First()
    {
        lock (_lock) return _waiting.First;
    }

    private bool TryTakeOff(LinkedListNode<Waiter> place)
    {
        lock (_lock)
        {
            if (place.List is null) return false;
            _waiting.Remove(place);
            _length--;
            return true;
        }
    }

    private sealed class Waiter(PickRequest request) : TaskCompletionSource<Attempt>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public PickRequest Request => request;
    }
}
