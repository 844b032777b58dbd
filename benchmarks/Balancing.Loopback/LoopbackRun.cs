using System.Globalization;
using Balancing.Http;
using Balancing.Simulator.Model;
using Balancing.Simulator.Results;
using Balancing.Simulator.Scenarios;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.Loopback;

/// <summary>One scenario under one strategy, for real: the requests of the simulator's seed, at the same times and with the same work, over HTTP to Kestrel.</summary>
internal sealed class LoopbackRun : IAsyncDisposable
{
    public const string Ejection = "+ejection";

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly Scenario _scenario;
    private readonly WorkServer[] _servers;
    private readonly int[] _ports;
    private readonly ServiceProvider _services;
    private readonly HttpClient _client;
    private long _begun;

    private LoopbackRun(Scenario scenario, WorkServer[] servers, string policy)
    {
        (_scenario, _servers) = (scenario, servers);
        _ports = Array.ConvertAll(servers, server => new Uri(server.Url).Port);
        var services = new ServiceCollection();
        services.AddBalancedHttpClient("loopback", options =>
        {
            var ejects = policy.EndsWith(Ejection, StringComparison.OrdinalIgnoreCase);
            options.Strategy = ejects ? policy[..^Ejection.Length] : policy;
            foreach (var server in servers) options.AddEndpoint(server.Url);
            if (!ejects) options.Health = HealthOptions.None();

            // As in the simulator: nothing is sent twice, and a request has its deadline.
            options.Resilience = ResilienceOptions.None();
            options.Resilience.AttemptTimeout = TimeSpan.FromMilliseconds(scenario.DeadlineMs);
        }).AddAttemptHandler(_ => new SentTo());
        _services = services.BuildServiceProvider();
        _client = _services.GetRequiredService<IHttpClientFactory>().CreateClient("loopback");
    }

    /// <param name="policy">A strategy's name, with <c>+ejection</c> or without.</param>
    public static async Task<Measurement> RunAsync(Scenario scenario, string policy, int seed, CancellationToken cancellationToken)
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, scenario.Servers).Select(i => WorkServer.StartAsync(scenario, i)));
        await using var run = new LoopbackRun(scenario, servers, policy);
        return await run.RunAsync(seed, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _services.DisposeAsync();
        foreach (var server in _servers) await server.DisposeAsync();
    }

    private double Now => TimeProvider.System.GetElapsedTime(_begun).TotalMilliseconds;

    /// <summary>Open loop: a request is sent when its time has come, whatever has become of those before.</summary>
    private async Task<Measurement> RunAsync(int seed, CancellationToken cancellationToken)
    {
        var traffic = new Traffic(_scenario, seed);
        var events = new Queue<ScenarioEvent>(_scenario.Events.OrderBy(e => e.T));
        var sent = new List<Task<Ended>>();
        var late = 0.0;
        _begun = TimeProvider.System.GetTimestamp();
        while (!double.IsPositiveInfinity(traffic.NextArrival))
        {
            while (events.TryPeek(out var next) && next.T <= Now) _servers[next.Server].Happen(events.Dequeue());
            while (traffic.NextArrival <= Now)
            {
                late += Now - traffic.NextArrival;
                sent.Add(SendAsync(traffic.Take(out _, out _, out _), cancellationToken));
            }

            await Task.Delay(Tick, TimeProvider.System, cancellationToken);
        }

        var recorder = new Recorder(_scenario);
        foreach (var ended in await Task.WhenAll(sent))
        {
            if (ended.Request.Server < 0) recorder.OnRefused(ended.Request);
            else recorder.OnEnded(ended.Request, ended.Kind, ended.LatencyMs);
        }

        return new Measurement(recorder.Result(seed), late / sent.Count);
    }

    /// <summary>Latency counts from when the request should have been sent: a sender that is late is no excuse.</summary>
    private async Task<Ended> SendAsync(Request arrived, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add(WorkServer.WorkHeader, arrived.Work.ToString("F4", CultureInfo.InvariantCulture));
        OutcomeKind kind;
        try
        {
            using var response = await _client.SendAsync(request, cancellationToken);
            kind = response.IsSuccessStatusCode ? OutcomeKind.Success : OutcomeKind.ServerError;
        }
        catch (HttpRequestException)
        {
            kind = OutcomeKind.LocalOriginFailure;
        }

        arrived.Server = Array.IndexOf(_ports, SentTo.PortOf(request));
        return new Ended(arrived, kind, Now - arrived.Arrival);
    }

    private sealed record Ended(Request Request, OutcomeKind Kind, double LatencyMs);
}
