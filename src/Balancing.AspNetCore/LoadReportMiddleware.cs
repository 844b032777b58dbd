using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Balancing.AspNetCore;

/// <summary>Counts requests and tells them how busy the server is.</summary>
internal sealed class LoadReportMiddleware(RequestDelegate next, ServerLoad load, Func<HttpContext, bool>? when)
{
    private const string Text = "endpoint-load-metrics";
    private const string Binary = "endpoint-load-metrics-bin";

    public async Task InvokeAsync(HttpContext context)
    {
        load.Begin();
        var failed = true;
        try
        {
            var report = when is null || when(context) ? load.Report() : null;
            if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true)
            {
                await next(context).ConfigureAwait(false);
                failed = HasFailed(context) || GrpcHasFailed(context);
                if (report is not null) Tell(context, report.Binary);
                return;
            }

            if (report is not null) context.Response.OnStarting(SetText, Tuple.Create(context.Response, report.Text));
            await next(context).ConfigureAwait(false);
            failed = HasFailed(context);
        }
        finally
        {
            // Of a client that has gone nothing follows for the server.
            load.End(failed && !context.RequestAborted.IsCancellationRequested);
        }
    }

    /// <summary>At the last moment: an error page clears the headers that are there before it, and a gateway copies those of the server behind it.</summary>
    private static Task SetText(object state)
    {
        var (response, text) = (Tuple<HttpResponse, string>)state;
        response.Headers[Text] = text;
        response.Headers.Remove(Binary);
        return Task.CompletedTask;
    }

    /// <summary>gRPC's clients look at the trailers; at the headers if a call has ended without an answer, when there are no trailers.</summary>
    private static void Tell(HttpContext context, string binary)
    {
        if (!context.Response.HasStarted) context.Response.Headers[Binary] = binary;
        else if (context.Features.Get<IHttpResponseTrailersFeature>() is { Trailers.IsReadOnly: false } feature) feature.Trailers[Binary] = binary;
    }

    private static bool HasFailed(HttpContext context) => context.Response.StatusCode >= StatusCodes.Status500InternalServerError;

    /// <summary>UNKNOWN, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, INTERNAL, UNAVAILABLE, DATA_LOSS: the same that a balanced client takes for a server's failure.</summary>
    private static bool GrpcHasFailed(HttpContext context)
    {
        var status = context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers["grpc-status"] is { Count: > 0 } trailer ? trailer : context.Response.Headers["grpc-status"];
        return status.ToString() is "2" or "4" or "8" or "13" or "14" or "15";
    }
}
