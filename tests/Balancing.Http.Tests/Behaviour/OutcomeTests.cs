using System.Net;
using System.Net.Http.Headers;
using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Behaviour;

public class OutcomeTests
{
    [Theory]
    [InlineData(200, OutcomeKind.Success)]
    [InlineData(301, OutcomeKind.Success)]
    [InlineData(404, OutcomeKind.Success)]
    [InlineData(429, OutcomeKind.Throttled)]
    [InlineData(500, OutcomeKind.ServerError)]
    [InlineData(501, OutcomeKind.ServerError)]
    [InlineData(502, OutcomeKind.GatewayError)]
    [InlineData(503, OutcomeKind.GatewayError)]
    [InlineData(504, OutcomeKind.GatewayError)]
    [InlineData(599, OutcomeKind.ServerError)]
    public async Task Status_BecomesAnOutcome(int status, OutcomeKind expected)
    {
        Assert.Equal(expected, await OutcomeOf(new StubHandler(_ => new HttpResponseMessage((HttpStatusCode)status))));
    }

    [Fact]
    public async Task UnavailableWithRetryAfter_IsThrottled()
    {
        var stub = new StubHandler(_ => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)
        {
            Headers = { RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(3)) },
        });

        Assert.Equal(OutcomeKind.Throttled, await OutcomeOf(stub));
    }

    [Fact]
    public async Task RefusedConnection_IsALocalOriginFailure() =>
        Assert.Equal(OutcomeKind.LocalOriginFailure, await OutcomeOf(new StubHandler(_ => throw new HttpRequestException(HttpRequestError.ConnectionError))));

    [Fact]
    public async Task CancellationByTheCaller_IsNobodysFailure()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var stub = new StubHandler((_, token) => Task.FromCanceled<HttpResponseMessage>(token));

        Assert.Equal(OutcomeKind.Cancelled, await OutcomeOf(stub, cancelled.Token));
    }

    [Fact]
    public async Task CancellationByAnInnerTimeout_IsTheEndpointsFailure() =>
        Assert.Equal(OutcomeKind.LocalOriginFailure, await OutcomeOf(new StubHandler(_ => throw new TaskCanceledException("attempt timed out"))));

    private static async Task<OutcomeKind> OutcomeOf(StubHandler stub, CancellationToken cancellationToken = default)
    {
        var recorder = new RecordingLoadBalancer();
        var cluster = TestClusters.Of(recorder, "http://10.0.0.1:8080");
        using var invoker = new HttpMessageInvoker(new BalancingHandler(cluster, stub));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/x");
        try
        {
            (await invoker.SendAsync(request, cancellationToken)).Dispose();
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // The outcome is what the test is about.
        }

        Assert.Equal(0, cluster.InFlight());
        return Assert.Single(recorder.Outcomes).Kind;
    }
}
