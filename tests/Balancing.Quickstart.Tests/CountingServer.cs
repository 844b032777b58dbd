using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Balancing.Quickstart.Tests;

/// <summary>A server of the user's own: not one of the sample's.</summary>
internal sealed class CountingServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _received;

    private CountingServer(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    public int Received => Volatile.Read(ref _received);

    public static async Task<CountingServer> StartAsync(int status = 200)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new CountingServer(app);
        app.Run(context =>
        {
            Interlocked.Increment(ref server._received);
            context.Response.StatusCode = status;
            return context.Response.WriteAsync("hello");
        });
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
