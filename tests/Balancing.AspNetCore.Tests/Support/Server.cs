using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Balancing.AspNetCore.Tests.Support;

/// <summary>Real Kestrel servers on loopback ports.</summary>
internal static class Server
{
    public static async Task<WebApplication> StartAsync(RequestDelegate answer, int port = 0)
    {
        var app = Create(port).Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }

    /// <summary>An application that listens on all loopback addresses it is reached by.</summary>
    public static WebApplicationBuilder Create(int port = 0, HttpProtocols protocols = HttpProtocols.Http1AndHttp2)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = protocols));
        return builder;
    }

    public static string Address(this WebApplication app) => app.Urls.Single();

    public static int Port(this WebApplication app) => new Uri(app.Address()).Port;
}
