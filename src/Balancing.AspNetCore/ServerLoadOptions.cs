using Microsoft.AspNetCore.Http;

namespace Balancing.AspNetCore;

/// <summary>Settings of <c>UseLoadReports</c>: what this server says about its load, and to whom.</summary>
public sealed class ServerLoadOptions
{
    /// <summary>How often the load is measured at most: 100 ms to 10 s; default 500 ms. All requests in between are told the same.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside this range.</exception>
    public TimeSpan SampleInterval
    {
        get;
        set => field = value >= TimeSpan.FromMilliseconds(100) && value <= TimeSpan.FromSeconds(10)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "SampleInterval must be between 100 milliseconds and 10 seconds.");
    } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How much of what it can do the application does: 0 to 1, and above 1 where it has more to do than it can; a queue's length by its capacity, say. Clients prefer it to the processor's utilisation.
    /// Default <see langword="null"/>: only the processor's is told.
    /// </summary>
    /// <remarks>Called once per <see cref="SampleInterval"/> at most, by one thread at a time. If it throws or returns a number that makes no sense, it is left out.</remarks>
    public Func<double>? ApplicationUtilization { get; set; }

    /// <summary>Which requests are told. Default <see langword="null"/>: all. For a server that is also reached by strangers, such as <c>context => context.Connection.LocalPort == 8081</c>.</summary>
    /// <remarks>Called for each request, by any number of threads at a time. All requests count, also those that are not told.</remarks>
    public Func<HttpContext, bool>? When { get; set; }
}
