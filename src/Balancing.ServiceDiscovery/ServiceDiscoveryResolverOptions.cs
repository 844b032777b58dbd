using System.Runtime.CompilerServices;
using Microsoft.Extensions.ServiceDiscovery;

namespace Balancing.ServiceDiscovery;

/// <summary>How <see cref="ServiceDiscoveryResolver"/> asks the providers. Read once, when the resolver is made.</summary>
public sealed record ServiceDiscoveryResolverOptions
{
    /// <summary>
    /// From one answer to the next question, ±10 % so that a fleet does not ask in step, and the longest wait after a failure if it is below 1 minute:
    /// <see cref="MinInterval"/> to 1 day; default 1 minute. A provider that announces a change is asked at once, whatever the period.
    /// </summary>
    public TimeSpan RefreshPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The shortest time between two questions, however many changes are announced: 100 ms to 1 hour; default 1 s.</summary>
    public TimeSpan MinInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long all providers together may take for one answer: 1 ms to 10 minutes; default 30 s. Longer is a failure.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// What endpoints with an IP address are called if the provider gives them no <see cref="IHostNameFeature"/>: Host header, TLS server name, certificate. With a port if need be.
    /// Default: <see langword="null"/>, the address itself.
    /// </summary>
    public string? HostName { get; set; }

    /// <summary>Throws if a value is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the setting, its value and the range.</exception>
    public void Validate()
    {
        Check(MinInterval >= TimeSpan.FromMilliseconds(100) && MinInterval <= TimeSpan.FromHours(1), MinInterval, "between 100 ms and 1 hour");
        Check(RefreshPeriod >= MinInterval && RefreshPeriod <= TimeSpan.FromDays(1), RefreshPeriod, $"between MinInterval ({MinInterval}) and 1 day");
        Check(Timeout >= TimeSpan.FromMilliseconds(1) && Timeout <= TimeSpan.FromMinutes(10), Timeout, "between 1 ms and 10 minutes");
        Check(HostName is null || EndpointMapper.IsHostName(HostName), HostName, "a host name, with a port if need be, such as api.example.com, in ASCII");
    }

    private static void Check<T>(bool valid, T value, string range, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!valid) throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");
    }
}
