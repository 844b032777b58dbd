using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Balancing.Http.Tests.Support;

/// <summary>A balanced client over real servers whose cluster, and the timeout of whose attempts, live on a clock that stands still.</summary>
internal sealed class SickRig : IAsyncDisposable
{
    /// <summary>Longer than the longest first ejection: 30 s and 3 s of jitter.</summary>
    public static readonly TimeSpan OneEjection = TimeSpan.FromSeconds(34);

    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(2);

    /// <summary>What never happens.</summary>
    public static readonly Task Never = new TaskCompletionSource().Task;

    private readonly ServiceProvider _services;

    public SickRig(IEnumerable<string> addresses, Action<BalancedHttpClientOptions>? configure = null, AttemptCounter? attempts = null)
    {
        _services = Services.Build(s => s
            .AddSingleton<TimeProvider>(Time)
            .AddLogging(logging => logging.AddProvider(Log))
            .AddBalancedHttpClient("catalog", o =>
            {
                o.Strategy = BalancingStrategies.RoundRobin;

                // Retries would hide from the caller what detection is to see.
                o.Resilience = ResilienceOptions.None();
                foreach (var address in addresses) o.AddEndpoint(address);
                configure?.Invoke(o);
            })
            .AddAttemptHandler(_ => new TimeoutHandler(Time, attempts)));
        Client = _services.Client("catalog");
        Cluster = _services.GetRequiredKeyedService<Cluster>("catalog");
    }

    public FakeTimeProvider Time { get; } = new();

    public CapturingLogger Log { get; } = new();

    public HttpClient Client { get; }

    public Cluster Cluster { get; }

    public HealthState StateOf(string address) => Cluster.HealthOf(Cluster.Endpoints.Single(e => e.Address == new Uri(address)));

    /// <summary>Sends a request; returns whether it went well.</summary>
    public async Task<bool> SendAsync()
    {
        try
        {
            using var response = await Client.GetAsync("/");
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Sends requests one after the other; returns how many failed.</summary>
    public async Task<int> SendAsync(int count)
    {
        var failed = 0;
        for (var i = 0; i < count; i++) failed += await SendAsync() ? 0 : 1;
        return failed;
    }

    /// <summary>Sends requests, the timeouts of those that hang being over at once; returns how many failed.</summary>
    public async Task<int> SendAsync(int count, Func<Task> hung)
    {
        var failed = 0;
        for (var i = 0; i < count; i++)
        {
            var arrives = hung();
            var request = SendAsync();
            if (await Task.WhenAny(request, arrives) != request) Time.Advance(AttemptTimeout);
            failed += await request ? 0 : 1;
        }

        return failed;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed class TimeoutHandler(TimeProvider time, AttemptCounter? attempts) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            attempts?.See(request);
            using var timeUp = new CancellationTokenSource(AttemptTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, cancellationToken);
            return await base.SendAsync(request, either.Token);
        }
    }
}
