using System.Collections.Concurrent;
using Balancing.Http.Tests.Drills;
using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Topology;

/// <summary>Some 300 GETs a second by four workers, each of which has its answer before it sends the next request: so what one of them sees is in order.</summary>
internal sealed class ServedLoad
{
    public const int Workers = 4;

    /// <summary>The end of a drill that does not find its own: 40 s, at the pace below.</summary>
    private const int MostPerWorker = 4000;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    private readonly HttpClient _client;
    private readonly string _prefix;
    private readonly ConcurrentQueue<Served>[] _served = [.. Enumerable.Range(0, Workers).Select(_ => new ConcurrentQueue<Served>())];
    private readonly Task[] _workers;
    private readonly long _begun = TimeProvider.System.GetTimestamp();
    private volatile bool _isOver;

    /// <param name="client">That of a <see cref="DrillClient"/>.</param>
    /// <param name="prefix">Of the requests' ids.</param>
    public ServedLoad(HttpClient client, string prefix)
    {
        (_client, _prefix) = (client, prefix);
        _workers = [.. Enumerable.Range(0, Workers).Select(worker => Task.Run(() => SendAsync(worker)))];
    }

    /// <summary>Waits for some more requests of each worker.</summary>
    public Task RoundsAsync(int count)
    {
        // A worker has one request under way at most, which was begun before.
        var wanted = Array.ConvertAll(_served, served => served.Count + count + 1);
        return Clock.WhenAsync(() => Enumerable.Range(0, Workers).All(worker => _served[worker].Count >= wanted[worker]));
    }

    /// <summary>Waits until the last requests of each worker have been answered by these servers.</summary>
    public Task WhenServedByAsync(int requests, IReadOnlyCollection<int> ports) =>
        Clock.WhenAsync(() => Array.TrueForAll(_served, served => served.Count >= requests && served.TakeLast(requests).All(request => ports.Contains(request.Port))));

    /// <summary>Ends the load; by worker, in order.</summary>
    public async Task<IReadOnlyList<Served>[]> EndAsync()
    {
        _isOver = true;
        await Task.WhenAll(_workers);
        return Array.ConvertAll(_served, served => (IReadOnlyList<Served>)[.. served]);
    }

    /// <summary>Sends requests as fast as the answers come, of which none may fail; how many each server has answered, by port.</summary>
    public static async Task<Dictionary<int, int>> BurstAsync(HttpClient client, int count, Action<HttpRequestMessage>? prepare = null)
    {
        var (next, ports) = (0, new ConcurrentQueue<int>());
        await Task.WhenAll(Enumerable.Range(0, 2 * Workers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) <= count)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/");
                prepare?.Invoke(request);
                using var response = await client.SendAsync(request);
                ports.Enqueue(PortOf(response.EnsureSuccessStatusCode()));
            }
        })));
        return ports.CountBy(port => port).ToDictionary();
    }

    private static int PortOf(HttpResponseMessage response) => int.Parse(response.Headers.GetValues(DrillClient.ServedBy).Single());

    private async Task SendAsync(int worker)
    {
        using var timer = new PeriodicTimer(Pace, TimeProvider.System);
        for (var i = 0; i < MostPerWorker && !_isOver; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "X-Id", $"{_prefix}{worker}-{i}" } } };
            var begun = TimeProvider.System.GetElapsedTime(_begun);
            var (port, failure) = (0, (string?)null);
            try
            {
                using var response = await _client.SendAsync(request);
                if (response.IsSuccessStatusCode) port = PortOf(response);
                else failure = $"{response.StatusCode}";
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                failure = e.ToString();
            }

            _served[worker].Enqueue(new Served(port, begun, TimeProvider.System.GetElapsedTime(_begun), failure));
            await timer.WaitForNextTickAsync();
        }
    }
}
