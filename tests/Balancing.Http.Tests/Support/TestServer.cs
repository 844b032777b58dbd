using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Balancing.Http.Tests.Support;

/// <summary>A real Kestrel server on a free loopback port.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;

    private TestServer(WebApplication app) => _app = app;

    /// <summary>The address to give to a client, without a path.</summary>
    public string Address => _app.Urls.Single();

    public Uri Uri => new(Address);

    /// <summary>How many requests have arrived.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public static Task<TestServer> StartAsync(RequestDelegate handle) => StartAsync(handle, _ => { });

    /// <param name="handle">Answers.</param>
    /// <param name="listen">How it listens.</param>
    /// <param name="at">Where; any free port of 127.0.0.1 if null.</param>
    public static async Task<TestServer> StartAsync(RequestDelegate handle, Action<ListenOptions> listen, IPEndPoint? at = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(at ?? new IPEndPoint(IPAddress.Loopback, 0), listen));
        var app = builder.Build();
        var server = new TestServer(app);
        app.Run(context =>
        {
            Interlocked.Increment(ref server._requests);
            return handle(context);
        });
        await app.StartAsync();
        return server;
    }

    /// <summary>Servers that answer with their own number.</summary>
    public static Task<TestServer[]> StartManyAsync(int count) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(i => StartAsync(context => context.Response.WriteAsync($"{i}"))));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
