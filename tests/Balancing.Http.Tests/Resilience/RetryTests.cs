using System.Net;
using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Resilience;

/// <summary>A failed request goes to another endpoint, where that is safe.</summary>
public class RetryTests
{
    public enum Failure
    {
        Refused,
        NotProcessed,
        Reset,
        BadGateway,
        ServiceUnavailable,
        GatewayTimeout,
        ServerError,
        TooManyRequests,
        NotFound,
    }

    [Theory]
    [InlineData("GET", Failure.Refused, null, true)]
    [InlineData("GET", Failure.NotProcessed, null, true)]
    [InlineData("GET", Failure.Reset, null, true)]
    [InlineData("GET", Failure.BadGateway, null, true)]
    [InlineData("GET", Failure.ServiceUnavailable, null, true)]
    [InlineData("GET", Failure.GatewayTimeout, null, true)]
    [InlineData("GET", Failure.ServerError, null, false)]
    [InlineData("GET", Failure.TooManyRequests, null, false)]
    [InlineData("GET", Failure.NotFound, null, false)]
    [InlineData("HEAD", Failure.Reset, null, true)]
    [InlineData("PUT", Failure.Reset, null, true)]
    [InlineData("DELETE", Failure.BadGateway, null, true)]
    [InlineData("OPTIONS", Failure.Reset, null, true)]
    [InlineData("TRACE", Failure.Reset, null, true)]
    [InlineData("POST", Failure.Refused, null, true)]
    [InlineData("POST", Failure.NotProcessed, null, true)]
    [InlineData("POST", Failure.Reset, null, false)]
    [InlineData("POST", Failure.ServiceUnavailable, null, false)]
    [InlineData("PATCH", Failure.Reset, null, false)]
    [InlineData("MOVE", Failure.Reset, null, false)]
    [InlineData("POST", Failure.Reset, true, true)]
    [InlineData("POST", Failure.ServiceUnavailable, true, true)]
    [InlineData("GET", Failure.Reset, false, false)]
    [InlineData("GET", Failure.Refused, false, false)]
    [InlineData("POST", Failure.Refused, false, false)]
    public async Task Request_IsSentElsewhereWhereThatIsSafe(string method, Failure failure, bool? allow, bool repeated)
    {
        foreach (var synchronously in new[] { false, true })
        {
            using var rig = new ResilienceRig(number => number == 0 ? Fail(failure) : ResilienceRig.Ok());
            using var request = new HttpRequestMessage(new HttpMethod(method), "/orders");
            if (allow is { } said) request.AllowRetry(said);

            var well = await SendAsync(rig, request, synchronously);

            Assert.Equal(repeated, well);
            Assert.Equal(repeated ? ["10.0.0.1", "10.0.0.2"] : ["10.0.0.1"], rig.Hosts);
            Assert.Equal(0, rig.Cluster.InFlight());
            Assert.Equal(0, rig.Time.ActiveTimers);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public async Task MaxRetries_IsHowOftenARequestIsSentAgainEachTimeElsewhere(int maxRetries)
    {
        using var rig = new ResilienceRig(_ => throw ResilienceRig.Refused(), ResilienceRig.Options(maxRetries), endpoints: 12);

        await Assert.ThrowsAsync<HttpRequestException>(() => rig.Client.GetAsync("/"));

        Assert.Equal(Enumerable.Range(1, maxRetries + 1).Select(i => $"10.0.0.{i}"), rig.Hosts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnswerThatIsGivenUp_IsDisposedOfAndCountedOutBeforeTheNextAttempt(bool synchronously)
    {
        var given = new CountingContent("sick");
        var inFlight = new List<int>();
        ResilienceRig rig = null!;
        rig = new ResilienceRig(number =>
        {
            inFlight.Add(rig.Cluster.InFlight());
            return number == 0 ? new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = given } : ResilienceRig.Ok();
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");

        using var response = await rig.SendAsync(request, synchronously);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(given.IsDisposed);
        Assert.Equal([1, 1], inFlight);
        Assert.Equal(0, rig.Cluster.InFlight());
        Assert.Equal([("10.0.0.1", OutcomeKind.GatewayError), ("10.0.0.2", OutcomeKind.Success)], rig.LoadBalancer.Outcomes);
        rig.Dispose();
    }

    [Fact]
    public async Task Request_ComesBackAsItWas()
    {
        using var rig = new ResilienceRig(number => number == 0 ? throw ResilienceRig.Reset() : ResilienceRig.Ok());
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/x?y=1");
        request.Headers.TryAddWithoutValidation("X-Odd", "a, ,b");
        var uri = request.RequestUri;

        using var response = await rig.Client.SendAsync(request);

        Assert.Same(uri, request.RequestUri);
        Assert.Same(request, response.RequestMessage);
        Assert.Null(request.Headers.Host);
        Assert.Null(request.Content);
        Assert.Equal("X-Odd: a, ,b", request.Headers.ToString().Trim());

        // Not by TrackAttempts: it makes every handler of the process look at options, which the allocation tests would pay for.
        Assert.Equal(["http://10.0.0.1", "http://10.0.0.2"], RequestAttempts.Find(request)!.Attempts.Select(endpoint => endpoint.ToString()));
    }

    [Fact]
    public async Task LastAnswer_IsTheCallers()
    {
        using var rig = new ResilienceRig(number => ResilienceRig.Status(number == 0 ? 502 : 503));

        using var response = await rig.Client.GetAsync("/");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("sick", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public async Task LastException_IsTheCallersWithItsOwnStackTrace(int maxRetries, bool synchronously)
    {
        var thrown = new List<HttpRequestException>();
        using var rig = new ResilienceRig(_ => throw TellingWhere(thrown), ResilienceRig.Options(maxRetries), endpoints: 3);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");

        var error = await Assert.ThrowsAsync<HttpRequestException>(async () => _ = await rig.SendAsync(request, synchronously));

        Assert.Equal(maxRetries + 1, thrown.Count);
        Assert.Same(thrown[^1], error);
        Assert.Contains("LastException_IsTheCallersWithItsOwnStackTrace", error.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExceptionThatIsNobodysFailure_IsPassedOnAtOnce()
    {
        using var rig = new ResilienceRig(_ => throw new NotSupportedException("odd"));

        await Assert.ThrowsAsync<NotSupportedException>(() => rig.Client.GetAsync("/"));

        Assert.Equal(1, rig.Attempts);
    }

    private static HttpRequestException TellingWhere(List<HttpRequestException> thrown)
    {
        thrown.Add(ResilienceRig.Refused());
        return thrown[^1];
    }

    private static HttpResponseMessage Fail(Failure failure) => failure switch
    {
        Failure.Refused => throw ResilienceRig.Refused(),
        Failure.NotProcessed => throw ResilienceRig.NotProcessed(),
        Failure.Reset => throw ResilienceRig.Reset(),
        Failure.BadGateway => ResilienceRig.Status(502),
        Failure.ServiceUnavailable => ResilienceRig.Status(503),
        Failure.GatewayTimeout => ResilienceRig.Status(504),
        Failure.ServerError => ResilienceRig.Status(500),
        Failure.TooManyRequests => ResilienceRig.Status(429),
        _ => ResilienceRig.Status(404),
    };

    private static async Task<bool> SendAsync(ResilienceRig rig, HttpRequestMessage request, bool synchronously)
    {
        try
        {
            using var response = await rig.SendAsync(request, synchronously);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
