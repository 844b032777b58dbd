using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Quickstart;

/// <summary>A Kestrel server on a free port of this machine that takes its time: like a real one, it works on a few requests at once and lets the others wait.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private const int Workers = 4;

    private static readonly byte[] Body =
        """
        {"products":[
        {"id":1042,"name":"Enamel kettle, 1.5 l","price":{"amount":34.90,"currency":"EUR"},"inStock":12},
        {"id":1043,"name":"Copper saucepan, 18 cm","price":{"amount":89.00,"currency":"EUR"},"inStock":3},
        {"id":1047,"name":"Cast-iron casserole, 24 cm","price":{"amount":129.00,"currency":"EUR"},"inStock":0}
        ],"page":1,"pages":7}
        """u8.ToArray();

    private readonly TimeSpan _work;
    private readonly SemaphoreSlim _idleWorkers = new(Workers);
    private volatile Fault _fault;
    private WebApplication? _app;
    private int _received;

    private Backend(TimeSpan work) => _work = work;

    public string Url { get; private set; } = "";

    /// <summary>How many requests have come in so far.</summary>
    public int Received => Volatile.Read(ref _received);

    public static async Task<Backend> StartAsync(TimeSpan work)
    {
        var backend = new Backend(work);
        await backend.ListenAsync(port: 0);
        backend.Url = backend._app!.Urls.Single();
        return backend;
    }

    public async Task BreakAsync(Fault fault)
    {
        _fault = fault;
        if (fault == Fault.Killed) await StopAsync();
    }

    /// <summary>Makes it well again: on the same port, if it was gone.</summary>
    public async Task MendAsync()
    {
        if (_app is null) await ListenAsync(new Uri(Url).Port);
        _fault = Fault.None;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _idleWorkers.Dispose();
    }

    private async Task ListenAsync(int port)
    {
        // The empty builder reads no configuration and logs nothing.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));

        var app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
        _app = app;
    }

    private async Task StopAsync()
    {
        if (_app is null) return;
        await _app.DisposeAsync();
        _app = null;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _received);
        if (_fault == Fault.Unavailable)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        if (_fault == Fault.Hangs) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);

        await _idleWorkers.WaitAsync(context.RequestAborted);
        try
        {
            await Task.Delay(_work, TimeProvider.System, context.RequestAborted);
        }
        finally
        {
            _idleWorkers.Release();
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Body.Length;
        await context.Response.Body.WriteAsync(Body, context.RequestAborted);
    }
}
