using System.Collections.Concurrent;
using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Drills;

/// <summary>Some 200 requests a second, whether they are answered or not, by one client or by several in turn; fewer where the machine is busy, and never a pile of them.</summary>
internal sealed class Traffic
{
    /// <summary>The end of a drill that does not find its own: 20 s, at the pace below.</summary>
    private const int Most = 4000;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5);

    private readonly HttpClient[] _clients;
    private readonly string _prefix;
    private readonly bool _withPosts;
    private readonly ConcurrentQueue<SentRequest> _ended = new();
    private readonly Task _sending;
    private readonly long _begun = TimeProvider.System.GetTimestamp();
    private volatile bool _isOver;
    private volatile int _sent;

    private Traffic(string prefix, HttpClient[] clients, bool withPosts)
    {
        (_prefix, _clients, _withPosts) = (prefix, clients, withPosts);
        _sending = Task.Run(SendAllAsync);
    }

    /// <summary>How many requests have been sent; the next ones have this number and higher ones.</summary>
    public int Sent => _sent;

    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(_begun);

    /// <param name="prefix">Of the requests' ids. Different for each drill, for the servers' logs are those of all.</param>
    /// <param name="clients">Who sends.</param>
    public static Traffic OfGets(string prefix, params HttpClient[] clients) => new(prefix, clients, withPosts: false);

    /// <summary>Five GETs, five POSTs, and so on: not in turn, for of four servers in rotation every second one would see no GET.</summary>
    /// <inheritdoc cref="OfGets"/>
    public static Traffic OfGetsAndPosts(string prefix, params HttpClient[] clients) => new(prefix, clients, withPosts: true);

    /// <summary>Waits for some more requests to be sent.</summary>
    public Task MoreAsync(int count)
    {
        var wanted = _sent + count;
        return Clock.WhenAsync(() => _sent >= wanted);
    }

    /// <summary>Ends the traffic and waits for what is under way.</summary>
    public async Task<IReadOnlyCollection<SentRequest>> EndAsync()
    {
        _isOver = true;
        await _sending;
        Assert.Equal(_sent, _ended.Count);
        return _ended;
    }

    private async Task SendAllAsync()
    {
        using var timer = new PeriodicTimer(Pace, TimeProvider.System);
        var requests = new List<Task>();
        while (_sent < Most && !_isOver)
        {
            await timer.WaitForNextTickAsync();
            var number = _sent++;
            requests.Add(Task.Run(() => SendAsync(number / _clients.Length, number % _clients.Length)));
        }

        await Task.WhenAll(requests);
    }

    private async Task SendAsync(int number, int client)
    {
        var method = _withPosts && number % 10 >= 5 ? HttpMethod.Post : HttpMethod.Get;
        var id = $"{_prefix}{client}-{method}-{number}";
        using var request = new HttpRequestMessage(method, "/orders") { Headers = { { "X-Id", id } } };
        if (method == HttpMethod.Post) request.Content = new StringContent("One kettle.");

        var begun = TimeProvider.System.GetTimestamp();
        string? failure = null;
        try
        {
            using var response = await _clients[client].SendAsync(request);
            if (!response.IsSuccessStatusCode) failure = $"{response.StatusCode}";
            else if ((await response.Content.ReadAsByteArrayAsync()).Length != 1000) failure = "Incomplete";
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            failure = e.ToString();
        }

        _ended.Enqueue(new SentRequest(id, number, client, method, failure, TimeProvider.System.GetElapsedTime(begun)));
    }
}
