using System.Runtime.ExceptionServices;

namespace Balancing.Internal;

/// <summary>Runs an action for any number of concurrent requests: one at a time, and once for all requests that came meanwhile.</summary>
/// <remarks>
/// Who comes first runs; the others leave at once and can rely on a run that begins after their request. State that only the action
/// touches needs no lock. The action may request itself again.
/// </remarks>
internal sealed class CoalescingLatch(Action action)
{
    private int _requests;

    /// <summary>Whether somebody is running: what the action may assert.</summary>
    public bool IsHeld => Volatile.Read(ref _requests) > 0;

    public void Request()
    {
        if (Interlocked.Increment(ref _requests) > 1) return;

        Exception? first = null;
        int served;
        do
        {
            served = Volatile.Read(ref _requests);
            try
            {
                action();
            }
            catch (Exception e)
            {
                // The requests that wait still get their run.
                first ??= e;
            }
        }
        while (Interlocked.Add(ref _requests, -served) > 0);

        if (first is not null) ExceptionDispatchInfo.Throw(first);
    }
}
