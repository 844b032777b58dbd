using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Balancing.Http.Tests.Support;

/// <summary>A change that never comes: counts who waits for it.</summary>
/// <param name="name">The client that it concerns.</param>
internal sealed class CountingChangeSource(string name) : IOptionsChangeTokenSource<BalancedHttpClientOptions>, IChangeToken
{
    private int _registrations;

    public string? Name => name;

    public int Registrations => Volatile.Read(ref _registrations);

    public bool HasChanged => false;

    public bool ActiveChangeCallbacks => true;

    public IChangeToken GetChangeToken() => this;

    public IDisposable RegisterChangeCallback(Action<object?> callback, object? state)
    {
        Interlocked.Increment(ref _registrations);
        return new Registration(this);
    }

    private sealed class Registration(CountingChangeSource owner) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0) Interlocked.Decrement(ref owner._registrations);
        }
    }
}
