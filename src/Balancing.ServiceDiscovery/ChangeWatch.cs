using Microsoft.Extensions.Primitives;

namespace Balancing.ServiceDiscovery;

/// <summary>Waits for the first change that one refresh's tokens announce, and leaves no registration on them behind.</summary>
/// <remarks>Tokens are foreign code. One that throws is one that announces nothing; the next poll comes all the same.</remarks>
internal sealed class ChangeWatch : IDisposable
{
    private readonly TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IDisposable> _registrations = [];

    /// <summary>Completes at the first change. Never fails.</summary>
    public Task Changed => _changed.Task;

    /// <summary>Somebody knows of a change, or has reason to think that there is one.</summary>
    public void Signal() => _changed.TrySetResult();

    public void Watch(IChangeToken token)
    {
        try
        {
            if (token.ActiveChangeCallbacks) _registrations.Add(token.RegisterChangeCallback(static changed => ((TaskCompletionSource)changed!).TrySetResult(), _changed));

            // What has changed while the providers were being asked: not every token calls back for it.
            if (token.HasChanged) _changed.TrySetResult();
        }
        catch (Exception)
        {
            return;
        }
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            try
            {
                registration.Dispose();
            }
            catch (Exception)
            {
                continue;
            }
        }
    }
}
