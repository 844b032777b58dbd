using Balancing.Http;
using Balancing.Http.Resilience;
using Balancing.Resolution;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Balancing.Benchmarks;

/// <summary>What the handler adds to a request, beside a handler that only passes on, over a transport that does nothing.</summary>
public class HandlerBenchmarks
{
    private static readonly Uri Uri = new("http://catalog/products?id=1");

    private readonly byte[] _buffer = new byte[64];
    private NoOpTransport _transport = null!;
    private HttpMessageInvoker _bare = null!;
    private HttpMessageInvoker _passThrough = null!;
    private HttpMessageInvoker _toHeaders = null!;
    private HttpMessageInvoker _toBody = null!;
    private HttpMessageInvoker _resilient = null!;

    /// <summary>Whether the transport answers at once or, as a real one does, later.</summary>
    [Params("at once", "later")]
    public string Answers { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        var cluster = new Cluster("catalog", new StaticResolver(Pool.Descriptions(4)), LoadBalancer.PowerOfTwoChoices());
        _transport = new NoOpTransport(later: Answers == "later");
        _bare = new HttpMessageInvoker(_transport);
        _passThrough = new HttpMessageInvoker(new PassThrough { InnerHandler = _transport });
        _toHeaders = new HttpMessageInvoker(new BalancingHandler(cluster, _transport, RequestCompletion.ResponseHeaders));
        _toBody = new HttpMessageInvoker(new BalancingHandler(cluster, _transport));
        _resilient = new HttpMessageInvoker(Resilient(cluster, _transport));
    }

    [Benchmark(Baseline = true)]
    public Task Bare() => SendAsync(_bare);

    [Benchmark]
    public Task PassThroughHandler() => SendAsync(_passThrough);

    [Benchmark]
    public Task BalancedToHeaders() => SendAsync(_toHeaders);

    [Benchmark]
    public Task BalancedToBody() => SendAsync(_toBody);

    /// <summary>As a client of AddBalancedHttpClient is by default: retries, their budget, an attempt timeout.</summary>
    [Benchmark]
    public Task BalancedToBodyResilient() => SendAsync(_resilient);

    private static HttpMessageHandler Resilient(Cluster cluster, HttpMessageHandler transport)
    {
        var resilience = new ClientResilience("catalog", new ResilienceOptions(), TimeProvider.System, new ResilienceMetrics(null), NullLogger.Instance);
        foreach (var handler in BalancingHandlerChain.Around(new BalancingHandler(cluster) { Resilience = resilience }, transport).Reverse())
        {
            handler.InnerHandler = transport;
            transport = handler;
        }

        return transport;
    }

    private async Task SendAsync(HttpMessageInvoker invoker)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Uri);
        var sent = invoker.SendAsync(request, CancellationToken.None);
        _transport.Answer();
        using var response = await sent;
        var body = await response.Content.ReadAsStreamAsync();
        while (await body.ReadAsync(_buffer) > 0)
        {
            // To the end.
        }
    }

    private sealed class PassThrough : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            await base.SendAsync(request, cancellationToken);
    }

    /// <summary>Answers with sixteen bytes and two headers, unparsed as a real transport has them.</summary>
    /// <param name="later">Whether it answers when everybody is waiting for it already; on the same thread, for a turn through the thread pool would hide the rest.</param>
    private sealed class NoOpTransport(bool later) : HttpMessageHandler
    {
        private static readonly byte[] Body = new byte[16];

        private TaskCompletionSource? _waiting;

        public void Answer() => _waiting?.SetResult();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (later) await (_waiting = new TaskCompletionSource()).Task;
            var response = new HttpResponseMessage { Content = new ByteArrayContent(Body), RequestMessage = request };
            response.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
            response.Content.Headers.TryAddWithoutValidation("Content-Length", "16");
            return response;
        }
    }
}
