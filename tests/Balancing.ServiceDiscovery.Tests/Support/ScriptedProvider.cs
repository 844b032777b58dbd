using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.ServiceDiscovery;

namespace Balancing.ServiceDiscovery.Tests.Support;

/// <summary>A provider that does what the test says, and counts.</summary>
internal sealed class ScriptedProvider(Func<int, IServiceEndpointBuilder, CancellationToken, Task> answer) : IServiceEndpointProviderFactory
{
    private int _questions;
    private int _made;
    private int _disposed;
    private int _asking;
    private int _disposedWhileAsked;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Questions => Volatile.Read(ref _questions);

    public int Made => Volatile.Read(ref _made);

    public int Disposed => Volatile.Read(ref _disposed);

    public int DisposedWhileAsked => Volatile.Read(ref _disposedWhileAsked);

    /// <summary>Completes when a provider has been disposed of.</summary>
    public Task Gone => _gone.Task.WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>One endpoint, and the token there is then.</summary>
    public static ScriptedProvider Of(Func<int, IChangeToken?> token) => new((question, endpoints, _) =>
    {
        endpoints.Endpoints.Add(Endpoint(question));
        if (token(question) is { } changes) endpoints.AddChangeToken(changes);
        return Task.CompletedTask;
    });

    public static ServiceEndpoint Endpoint(int number) => ServiceEndpoint.Create(new IPEndPoint(new IPAddress([10, 0, (byte)(number >> 8), (byte)number]), 8080));

    public bool TryCreateProvider(ServiceEndpointQuery query, [NotNullWhen(true)] out IServiceEndpointProvider? provider)
    {
        Interlocked.Increment(ref _made);
        provider = new Provider(this);
        return true;
    }

    private sealed class Provider(ScriptedProvider owner) : IServiceEndpointProvider
    {
        public async ValueTask PopulateAsync(IServiceEndpointBuilder endpoints, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref owner._asking);
            try
            {
                await owner.Answer(Interlocked.Increment(ref owner._questions), endpoints, cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref owner._asking);
            }
        }

        public ValueTask DisposeAsync()
        {
            if (Volatile.Read(ref owner._asking) > 0) Interlocked.Increment(ref owner._disposedWhileAsked);
            Interlocked.Increment(ref owner._disposed);
            owner._gone.TrySetResult();
            return ValueTask.CompletedTask;
        }
    }

    private Task Answer(int question, IServiceEndpointBuilder endpoints, CancellationToken cancellationToken) => answer(question, endpoints, cancellationToken);
}
