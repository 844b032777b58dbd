using Balancing.AspNetCore;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Lets an ASP.NET Core application tell its clients how busy it is.</summary>
public static class LoadReportApplicationBuilderExtensions
{
    /// <summary>Puts the header <c>endpoint-load-metrics</c> on responses, and the trailer <c>endpoint-load-metrics-bin</c> on those of gRPC: an ORCA load report.</summary>
    /// <remarks>
    /// It says how busy the process's processors are, how many requests per second it answers, how many of them are errors (5xx, and exceptions that reach this far) and how many are in flight.
    /// Add it first, so that it counts everything. A report costs a request one header; measuring happens once per <see cref="ServerLoadOptions.SampleInterval"/>, by a request that comes then,
    /// and never while there are none. A gateway that forwards answers replaces the header of the server behind it, if this is added there.
    /// </remarks>
    /// <param name="app">The application.</param>
    /// <param name="configure">Changes the settings.</param>
    /// <returns>The same application, so that calls can be chained.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public static IApplicationBuilder UseLoadReports(this IApplicationBuilder app, Action<ServerLoadOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        var options = new ServerLoadOptions();
        configure?.Invoke(options);
        var load = new ServerLoad(options.SampleInterval, options.ApplicationUtilization, app.ApplicationServices.GetService<TimeProvider>() ?? TimeProvider.System);
        var when = options.When;
        return app.Use(next => new LoadReportMiddleware(next, load, when).InvokeAsync);
    }
}
