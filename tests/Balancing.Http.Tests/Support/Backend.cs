using Microsoft.AspNetCore.Http;

namespace Balancing.Http.Tests.Support;

/// <summary>A real server that can be made sick and well again.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private volatile RequestDelegate _behaviour = Well;
    private volatile TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TestServer? _server;

    public string Address { get; private set; } = "";

    public int Requests => _server!.Requests;

    /// <summary>Completes when the next request arrives.</summary>
    public Task Arrival => _arrival.Task;

    public static async Task<Backend> StartAsync()
    {
        var backend = new Backend();
        backend._server = await TestServer.StartAsync(context =>
        {
            Interlocked.Exchange(ref backend._arrival, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            return backend._behaviour(context);
        });
        backend.Address = backend._server.Address;
        return backend;
    }

    public static Task<Backend[]> StartManyAsync(int count) => Task.WhenAll(Enumerable.Range(0, count).Select(_ => StartAsync()));

    public void Behave(RequestDelegate behaviour) => _behaviour = behaviour;

    public void Recover() => _behaviour = Well;

    public void AnswerWith(int status) => _behaviour = context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    /// <summary>Takes requests and never answers.</summary>
    public void Hang() => _behaviour = async context =>
    {
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    };

    /// <summary>Takes requests and breaks the connection.</summary>
    public void Reset() => _behaviour = context =>
    {
        context.Abort();
        return Task.CompletedTask;
    };

    /// <summary>Promises more than it sends.</summary>
    public void BreakOff() => _behaviour = async context =>
    {
        context.Response.ContentLength = 1000;
        await context.Response.WriteAsync("begun");
        await context.Response.Body.FlushAsync();
        context.Abort();
    };

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private static Task Well(HttpContext context) => context.Response.WriteAsync("well");
}
