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

    /// <summary>The loop has fallen asleep and wakes by itself after so many seconds.</summary>
    /// <remarks>Not any timer will do: that of a wait which a change has ended may be there a moment longer than the wait.</remarks>
    public async Task AsleepAsync(int seconds = 60)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (Clock.ActiveTimers != 1 || Clock.NextDue != TimeSpan.FromSeconds(seconds))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(30), $"{Clock.ActiveTimers} timers, the next in {Clock.NextDue}, not in {seconds} s.");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
        }
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
