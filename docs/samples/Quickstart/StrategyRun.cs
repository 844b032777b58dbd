using System.Diagnostics;
using System.Net;
using Balancing;
using Balancing.Http;

namespace Quickstart;

/// <summary>One strategy under load: a fixed number of workers, each sending its next request when the one before has been answered.</summary>
internal sealed class StrategyRun
{
    private const int Clients = 1024;

    private readonly HttpClient _client;
    private readonly Dictionary<string, Tally> _byUrl;
    private readonly Tally _all = new();
    private int _taken;
    private int _failed;
    private string? _firstError;

    public StrategyRun(string strategy, HttpClient client, Cluster cluster, int requests)
    {
        Strategy = strategy;
        Cluster = cluster;
        Requests = requests;
        _client = client;
        _byUrl = cluster.Endpoints.ToDictionary(endpoint => endpoint.ToString(), _ => new Tally(), StringComparer.Ordinal);
    }

    public string Strategy { get; }

    public Cluster Cluster { get; }

    /// <summary>How many requests to send.</summary>
    public int Requests { get; }

    /// <summary>How many have been sent so far.</summary>
    public int Sent => Math.Min(Volatile.Read(ref _taken), Requests);

    public int Failed => Volatile.Read(ref _failed);

    public Tally AnsweredBy(string url) => _byUrl[url];

    /// <summary>Sends until all requests have been sent or the time is up, then waits for what is still under way.</summary>
    public async Task<RunResult> RunAsync(int concurrency, TimeSpan sendFor, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(WorkAsync, cancellationToken)));

        var latencies = _all.Sorted();
        return new RunResult(
            Strategy, Sent, Failed, Percentile.Of(latencies, 50), Percentile.Of(latencies, 99),
            Cluster.Endpoints.ToDictionary(endpoint => endpoint.ToString(), endpoint => _byUrl[endpoint.ToString()].Count, StringComparer.Ordinal))
        {
            PerSecond = Sent / Stopwatch.GetElapsedTime(started).TotalSeconds,
            Unsent = Requests - Sent,
            FirstError = _firstError,
        };

        async Task WorkAsync()
        {
            while (Stopwatch.GetElapsedTime(started) < sendFor)
            {
                var number = Interlocked.Increment(ref _taken);
                if (number > Requests) return;
                await SendAsync(number, cancellationToken);
            }
        }
    }

    private async Task SendAsync(int number, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");

        // On behalf of one of many clients. Only IP hash looks at it.
        request.SetAffinityKey(ClientAddress(number % Clients));

        var sent = Stopwatch.GetTimestamp();
        try
        {
            // Comes back when the whole body is there.
            using var response = await _client.SendAsync(request, cancellationToken);
            var latency = Stopwatch.GetElapsedTime(sent);
            _all.Add(latency);
            _byUrl[EndpointOf(request)].Add(latency);
            if ((int)response.StatusCode >= 400) Fail($"{SentToHandler.Of(request)} answered {(int)response.StatusCode}.");
        }
        catch (HttpRequestException e)
        {
            Fail(e.Message);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // HttpClient.Timeout
            Fail(e.Message);
        }
    }

    private void Fail(string error)
    {
        Interlocked.CompareExchange(ref _firstError, error, null);
        Interlocked.Increment(ref _failed);
    }

    // The request was for "/", and that is what follows the endpoint's own address.
    private static string EndpointOf(HttpRequestMessage request) => SentToHandler.Of(request)!.OriginalString[..^1];

    private static IPAddress ClientAddress(int client) => new([10, 0, (byte)(client >> 8), (byte)client]);
}
