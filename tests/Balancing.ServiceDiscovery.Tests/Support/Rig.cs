using Balancing.Http.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ServiceDiscovery;

namespace Balancing.ServiceDiscovery.Tests.Support;

/// <summary>A resolver over given providers, on a clock that stands still, without jitter.</summary>
internal sealed class Rig
{
    public FakeTimeProvider Clock { get; } = new();

    public RecordingListener Listener { get; } = new();

    public CapturingLogger Log { get; } = new();

    public ServiceDiscoveryResolver Resolver(params IServiceEndpointProviderFactory[] providers) => Resolver("https+http://catalog", null, providers);

    public ServiceDiscoveryResolver Resolver(string query, ServiceDiscoveryResolverOptions? options, params IServiceEndpointProviderFactory[] providers) =>
        new(query, providers, options, new Logger<ServiceDiscoveryResolver>(LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log))), Clock, new Middle());

    /// <summary>The loop has fallen asleep; in how long it wakes by itself.</summary>
    public async Task<TimeSpan> AsleepAsync()
    {
        await Clock.WhenTimersAsync(1).WaitAsync(TimeSpan.FromSeconds(30));
        return Clock.NextDue!.Value;
    }

    public async Task<string[]> AddressesAsync()
    {
        var report = await Listener.NextAsync();
        Assert.Null(report.Error);
        return [.. report.Endpoints!.Select(endpoint => endpoint.Address.ToString().TrimEnd('/'))];
    }

    private sealed class Middle : Random
    {
        public override double NextDouble() => 0.5;
    }
}
