using Microsoft.Extensions.Primitives;

namespace Balancing.ServiceDiscovery.Tests.Support;

/// <summary>A change token that knows how many registrations there are on it.</summary>
internal sealed class CountedToken(IChangeToken inner) : IChangeToken
{
    private int _registrations;

    public int Registrations => Volatile.Read(ref _registrations);

    public bool HasChanged => inner.HasChanged;

    public bool ActiveChangeCallbacks => inner.ActiveChangeCallbacks;

    public IDisposable RegisterChangeCallback(Action<object?> callback, object? state)
    {
        Interlocked.Increment(ref _registrations);
        return new Registration(this, inner.RegisterChangeCallback(callback, state));
    }

    private sealed class Registration(CountedToken owner, IDisposable inner) : IDisposable
    {
        public void Dispose()
        {
            inner.Dispose();
            Interlocked.Decrement(ref owner._registrations);
        }
    }
}
