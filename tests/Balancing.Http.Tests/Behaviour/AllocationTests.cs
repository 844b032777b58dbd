using System.Reflection;
using Balancing.Http.Resilience;
using Balancing.Http.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Balancing.Http.Tests.Behaviour;

/// <summary>The budget of bytes the handler adds to a request: exact, so that no change spends more unnoticed.</summary>
[Collection(Name)]
public class AllocationTests
{
    /// <summary>Alone, in a process in which no request has been given a constraint: where one has, each request is looked into for one.</summary>
    private const string Name = "Allocations";

    private const int Requests = 2_000;

#if DEBUG
    // An async method's state is an object of its own in debug builds, and on the stack, as long as it can be, in release builds.
    private const int DebugStateMachines = 512;
#else
    private const int DebugStateMachines = 0;
#endif

    public AllocationTests() =>
        typeof(RequestMetadata).GetField("_anyGiven", BindingFlags.Static | BindingFlags.NonPublic)!.SetValue(null, false);

    // Measured: 224 (the task 72, the URI 56, its text 96) and 480 (the content with its headers and the stream on top).
    [Theory]
    [InlineData(RequestCompletion.ResponseHeaders, 224)]
    [InlineData(RequestCompletion.ResponseBody, 480)]
    public void Handler_StaysWithinItsBudget(RequestCompletion completeOn, int budget)
    {
        var cluster = TestClusters.Of(LoadBalancer.PowerOfTwoChoices(), "http://10.0.0.1:8080", "http://10.0.0.2:8080", "http://10.0.0.3:8080");
        var bare = BytesPerRequest(new NoOpTransport());
        var balanced = BytesPerRequest(new BalancingHandler(cluster, new NoOpTransport(), completeOn));

        Assert.InRange(balanced - bare, 1, budget + DebugStateMachines);
    }

    // The ceiling is 1,024; what default resilience adds to the plain handler is written to the output of a failing run.
    [Fact]
    public void DefaultResilience_StaysWithinItsBudget()
    {
        string[] addresses = ["http://10.0.0.1:8080", "http://10.0.0.2:8080", "http://10.0.0.3:8080"];
        var plain = BytesPerRequest(Chain(null));
        var resilient = BytesPerRequest(Chain(new ResilienceOptions()));

        Assert.InRange(resilient - plain, 1, 1024 + DebugStateMachines);

        HttpMessageHandler Chain(ResilienceOptions? options)
        {
            var cluster = TestClusters.Of(LoadBalancer.PowerOfTwoChoices(), addresses);
            var parts = options is null ? null : new ClientResilience("catalog", options, cluster.TimeProvider, new ResilienceMetrics(null), NullLogger.Instance);
            HttpMessageHandler chain = new NoOpTransport();
            foreach (var handler in BalancingHandlerChain.Around(new BalancingHandler(cluster) { Resilience = parts }, chain).Reverse())
            {
                handler.InnerHandler = chain;
                chain = handler;
            }

            return chain;
        }
    }

    private static long BytesPerRequest(HttpMessageHandler handler)
    {
        using var invoker = new HttpMessageInvoker(handler);
        var uri = new Uri("http://catalog/products?id=1");
        var buffer = new byte[64];
        for (var i = 0; i < Requests; i++) Send();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Requests; i++) Send();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Requests;

        void Send()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            using var response = invoker.SendAsync(request, default).GetAwaiter().GetResult();
            using var body = response.Content.ReadAsStream();
            while (body.Read(buffer) > 0)
            {
                // To the end.
            }
        }
    }

    /// <summary>Answers at once, with headers as a real transport has them: unparsed.</summary>
    private sealed class NoOpTransport : HttpMessageHandler
    {
        private static readonly byte[] Body = new byte[16];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = new HttpResponseMessage { Content = new ByteArrayContent(Body), RequestMessage = request };
            response.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
            response.Content.Headers.TryAddWithoutValidation("Content-Length", "16");
            return Task.FromResult(response);
        }
    }

    [CollectionDefinition(Name, DisableParallelization = true)]
    public sealed class Alone;
}
