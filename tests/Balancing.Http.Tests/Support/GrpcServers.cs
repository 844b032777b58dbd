using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Balancing.Http.Tests.Support;

/// <summary>Kestrel over h2c, answering as a gRPC server does.</summary>
internal static class GrpcServers
{
    public static Task<TestServer> StartAsync(RequestDelegate handle) => TestServer.StartAsync(
        context =>
        {
            context.Response.ContentType = "application/grpc";
            return handle(context);
        },
        listen => listen.Protocols = HttpProtocols.Http2);

    /// <summary>A message and then the status in the trailers.</summary>
    public static async Task AnswerAsync(this HttpContext context, int status, params byte[] message)
    {
        await context.Response.Body.WriteAsync(new byte[] { 0, 0, 0, 0, (byte)message.Length }.Concat(message).ToArray());
        await context.Response.Body.FlushAsync();
        context.Response.AppendTrailer("grpc-status", $"{status}");
    }

    /// <summary>The status in the headers, and nothing else.</summary>
    public static Task AnswerAtOnceAsync(this HttpContext context, int status)
    {
        context.Response.Headers["grpc-status"] = $"{status}";
        return Task.CompletedTask;
    }
}
