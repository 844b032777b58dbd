using System.Collections.Concurrent;
using System.Net;
using Balancing.Http.Resilience;
using Balancing.Resolution;
using Microsoft.Extensions.Logging.Abstractions;

namespace Balancing.Http.Tests.Support;

/// <summary>A resilient client over endpoints 10.0.0.1, 10.0.0.2 and so on, asked in this order, with a primary in memory and a clock that stands still.</summary>
internal sealed class ResilienceRig : IDisposable
{
    /// <param name="answer">Gets the number of the attempt, from 0, and the request as it is below balancing.</param>
    /// <param name="options">Without an attempt timeout unless given.</param>
    /// <param name="endpoints">How many there are.</param>
    /// <param name="random">For the back-off.</param>
    /// <param name="limits">None unless given.</param>
    /// <param name="health">No outlier detection unless given, so that every timer is one of the resilience.</param>
    public ResilienceRig(
        Func<int, HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer,
        ResilienceOptions? options = null,
        int endpoints = 2,
        Random? random = null,
        ConcurrencyLimitOptions? limits = null,
        HealthOptions? health = null)
    {
        var addresses = Enumerable.Range(1, endpoints).Select(i => $"http://10.0.0.{i}");
        Cluster = new Cluster("catalog", new StaticResolver(addresses), LoadBalancer, new ClusterOptions
        {
            TimeProvider = Time,
            ConcurrencyLimits = limits ?? new ConcurrencyLimitOptions(),
            Health = health ?? new HealthOptions { OutlierDetection = { Enabled = false }, MaxRetryAfter = TimeSpan.Zero },
        });
        Resilience = new ClientResilience("catalog", options ?? Options(), Time, new ResilienceMetrics(null), NullLogger.Instance, random);
        var primary = new Primary(this, answer);
        HttpMessageHandler chain = primary;
        foreach (var handler in BalancingHandlerChain.Around(new BalancingHandler(Cluster) { Resilience = Resilience }, primary).Reverse())
        {
            handler.InnerHandler = chain;
            chain = handler;
        }

        Chain = chain;
        Client = new HttpClient(chain) { BaseAddress = new Uri("http://catalog/"), Timeout = Timeout.InfiniteTimeSpan };
    }

    public ResilienceRig(Func<int, HttpResponseMessage> answer, ResilienceOptions? options = null, int endpoints = 2, Random? random = null, ConcurrencyLimitOptions? limits = null)
        : this((number, _, _) => Task.FromResult(answer(number)), options, endpoints, random, limits)
    {
    }

    public FakeTimeProvider Time { get; } = new();

    public OrderedLoadBalancer LoadBalancer { get; } = new();

    public Cluster Cluster { get; }

    public ClientResilience Resilience { get; }

    public HttpMessageHandler Chain { get; }

    public HttpClient Client { get; }

    /// <summary>Where the attempts went.</summary>
    public ConcurrentQueue<string> Hosts { get; } = new();

    public int Attempts => Hosts.Count;

    public static ResilienceOptions Options(int maxRetries = 1) => new() { Retry = { MaxRetries = maxRetries }, AttemptTimeout = null };

    public static HttpResponseMessage Ok(string body = "well") => new() { Content = new StringContent(body) };

    public static HttpResponseMessage Status(int status, int? retryAfter = null)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent("sick") };
        if (retryAfter is { } seconds) response.Headers.TryAddWithoutValidation("Retry-After", $"{seconds}");
        return response;
    }

    /// <summary>No connection.</summary>
    public static HttpRequestException Refused() => new(HttpRequestError.ConnectionError, "refused");

    /// <summary>No answer.</summary>
    public static HttpRequestException Reset() => new(HttpRequestError.ResponseEnded, "reset", new HttpIOException(HttpRequestError.ResponseEnded));

    /// <summary>HTTP/2's REFUSED_STREAM.</summary>
    public static HttpRequestException NotProcessed() => new(HttpRequestError.HttpProtocolError, "refused", new HttpProtocolException(7, "refused", null));

    /// <summary>Hangs until it is cancelled.</summary>
    public static async Task<HttpResponseMessage> HangAsync(CancellationToken cancellationToken)
    {
        await SickRig.Never.WaitAsync(cancellationToken);
        throw new InvalidOperationException("It was never to come so far.");
    }

    /// <summary>Sends in either way.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool synchronously = false, CancellationToken cancellationToken = default) =>
        synchronously ? Task.FromResult(Client.Send(request, cancellationToken)) : Client.SendAsync(request, cancellationToken);

    public void Dispose()
    {
        Client.Dispose();
        Cluster.Dispose();
    }

    private sealed class Primary(ResilienceRig rig, Func<int, HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        private int _attempts = -1;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            rig.Hosts.Enqueue(request.RequestUri!.Host);
            if (request.Content is { } body) await body.CopyToAsync(Stream.Null, cancellationToken);
            var response = await answer(Interlocked.Increment(ref _attempts), request, cancellationToken);
            response.RequestMessage = request;
            return response;
        }

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
            SendAsync(request, cancellationToken).GetAwaiter().GetResult();
    }
}
