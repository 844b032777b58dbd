using System.Collections.Concurrent;
using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Discovery;

/// <summary>Some 200 GETs a second while endpoints come and go: four workers, each of which has its answer before it sends the next request.</summary>
internal sealed class SteadyLoad
{
    private const int Workers = 4;

    /// <summary>The end of a test that does not find its own: 40 s, at the pace below.</summary>
    private const int MostPerWorker = 2000;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private readonly HttpClient _client;
    private readonly string _path;
    private readonly Task[] _workers;
    private readonly int[] _ended = new int[Workers];
    private readonly ConcurrentQueue<string> _failures = new();
    private volatile bool _isOver;

    /// <param name="client">Who sends.</param>
    /// <param name="path">What is asked for.</param>
    public SteadyLoad(HttpClient client, string path = "/")
    {
        (_client, _path) = (client, path);
        _workers = [.. Enumerable.Range(0, Workers).Select(worker => Task.Run(() => SendAsync(worker)))];
    }

    /// <summary>Waits until every request is over that has been begun before: the next have seen what is the case now.</summary>
    public Task RoundAsync() => RoundsAsync(1);

    /// <summary>Waits for some more requests of each worker.</summary>
    public Task RoundsAsync(int count)
    {
        // A worker has one request under way at most.
        var wanted = Array.ConvertAll(_ended, ended => ended + count);
        return Clock.WhenAsync(() => Enumerable.Range(0, Workers).All(worker => Volatile.Read(ref _ended[worker]) >= wanted[worker]));
    }

    /// <summary>Ends the load; what failed, which should be nothing.</summary>
    public async Task<IReadOnlyCollection<string>> EndAsync()
    {
        _isOver = true;
        await Task.WhenAll(_workers);
        return _failures;
    }

    /// <summary>Sends requests as fast as the answers come; returns what failed.</summary>
    public static async Task<IReadOnlyCollection<string>> BurstAsync(int count, Func<int, HttpRequestMessage> request, HttpClient client)
    {
        var (next, failures) = (-1, new ConcurrentQueue<string>());
        await Task.WhenAll(Enumerable.Range(0, 2 * Workers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var number && number < count)
            {
                using var message = request(number);
                if (await FailureAsync(client, message) is { } failure) failures.Enqueue(failure);
            }
        })));
        return failures;
    }

    private static async Task<string?> FailureAsync(HttpClient client, HttpRequestMessage request)
    {
        try
        {
            using var response = await client.SendAsync(request);
            return response.IsSuccessStatusCode ? null : $"{response.StatusCode}";
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }

    private async Task SendAsync(int worker)
    {
        using var timer = new PeriodicTimer(Pace, TimeProvider.System);
        for (var i = 0; i < MostPerWorker && !_isOver; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, _path);
            if (await FailureAsync(_client, request) is { } failure) _failures.Enqueue(failure);
            Volatile.Write(ref _ended[worker], i + 1);
            await timer.WaitForNextTickAsync();
        }
    }
}
