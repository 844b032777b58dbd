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

    private readonly WebApplication _app;
    private readonly TimeSpan _work;
    private readonly SemaphoreSlim _idleWorkers = new(Workers);
    private int _received;

    private Backend(WebApplication app, TimeSpan work)
    {
        _app = app;
        _work = work;
    }

    public string Url => _app.Urls.Single();

    /// <summary>How many requests have come in so far.</summary>
    public int Received => Volatile.Read(ref _received);

    public static async Task<Backend> StartAsync(TimeSpan work)
    {
        // The empty builder reads no configuration and logs nothing.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));

        var app = builder.Build();
        var backend = new Backend(app, work);
        app.Run(backend.AnswerAsync);
        await app.StartAsync();
        return backend;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _idleWorkers.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _received);
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
