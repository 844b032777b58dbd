using System.Net;
using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Resilience;

/// <summary>A slow request is sent to a second endpoint as well, and whoever answers first wins.</summary>
public class HedgingTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task SlowRequest_GoesToAnotherEndpointAndTheFirstAnswerWins()
    {
        using var rig = new ResilienceRig(
            (number, _, token) => number == 0 ? ResilienceRig.HangAsync(token) : Task.FromResult(ResilienceRig.Ok("second")), Options());
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/x");
        var uri = request.RequestUri;

        var pending = rig.Client.SendAsync(request);
        await rig.Time.WhenTimersAsync(1);
        Assert.Equal(Delay, rig.Time.NextDue);
        rig.Time.Advance(Delay);
        using var response = await pending;

        Assert.Equal("second", await response.Content.ReadAsStringAsync());
        Assert.Equal(["10.0.0.1", "10.0.0.2"], rig.Hosts);
        Assert.Same(request, response.RequestMessage);
        Assert.Same(uri, request.RequestUri);
        await Clock.WhenAsync(() => rig.Cluster.InFlight() == 0);
        Assert.Equal([("10.0.0.1", OutcomeKind.Cancelled), ("10.0.0.2", OutcomeKind.Success)], rig.LoadBalancer.Outcomes.Order());
    }

    [Fact]
    public async Task LosersAnswer_IsDisposedOf()
    {
        // Its transport does not end when it is told to, but answers.
        var late = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        var body = new CountingContent("late");
        using var rig = new ResilienceRig(
            (number, _, token) =>
            {
                if (number > 0) return Task.FromResult(ResilienceRig.Ok());
                token.Register(() => late.SetResult(new HttpResponseMessage { Content = body }));
                return late.Task;
            },
            Options());

        var pending = rig.Client.GetAsync("/");
        await rig.Time.WhenTimersAsync(1);
        rig.Time.Advance(Delay);
        (await pending).Dispose();

        await Clock.WhenAsync(() => body.IsDisposed && rig.Cluster.InFlight() == 0);
    }

    [Fact]
    public async Task FirstThatFails_WaitsForTheHedge()
    {
        var first = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        var second = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var rig = new ResilienceRig((number, _, _) => number == 0 ? first.Task : second.Task, Options());
        var pending = rig.Client.GetStringAsync("/");
        await rig.Time.WhenTimersAsync(1);
        rig.Time.Advance(Delay);
        await Clock.WhenAsync(() => rig.Attempts == 2);

        first.SetException(ResilienceRig.Reset());
        await Clock.WhenAsync(() => rig.Cluster.InFlight() == 1);
        Assert.False(pending.IsCompleted);
        second.SetResult(ResilienceRig.Ok("second"));

        Assert.Equal("second", await pending);
        Assert.Equal(2, rig.Attempts);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 3)]
    public async Task BothFail_AndTheRetriesDecide(int maxRetries, int attempts)
    {
        var answers = Enumerable.Range(0, 2).Select(_ => new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        using var rig = new ResilienceRig((number, _, _) => number < 2 ? answers[number].Task : Task.FromResult(ResilienceRig.Ok()), Options(maxRetries), endpoints: 3);
        var pending = rig.Client.GetAsync("/");
        await rig.Time.WhenTimersAsync(1);
        rig.Time.Advance(Delay);
        await Clock.WhenAsync(() => rig.Attempts == 2);

        answers[1].SetResult(ResilienceRig.Status(503));
        answers[0].SetException(ResilienceRig.Reset());

        if (maxRetries == 0) await Assert.ThrowsAsync<HttpRequestException>(() => pending);
        else Assert.Equal(HttpStatusCode.OK, (await pending).StatusCode);
        Assert.Equal(attempts, rig.Attempts);
        Assert.Equal(attempts, rig.Hosts.Distinct().Count());
        await Clock.WhenAsync(() => rig.Cluster.InFlight() == 0);
    }

    [Fact]
    public async Task HedgeThatFindsNoRoom_LeavesTheFirstAttemptAlone()
    {
        // The client's own limit: there is an endpoint, but the second attempt of the request is one too many.
        var first = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var rig = new ResilienceRig((_, _, _) => first.Task, Options(), limits: new ConcurrencyLimitOptions { MaxInFlight = 1 });
        var pending = rig.Client.GetStringAsync("/");
        await rig.Time.WhenTimersAsync(1);

        rig.Time.Advance(Delay);
        await rig.Time.WhenIdleAsync();
        first.SetResult(ResilienceRig.Ok("first"));

        Assert.Equal("first", await pending);
        Assert.Equal(1, rig.Attempts);
    }

    [Fact]
    public async Task OnlyEndpoint_IsNotAskedTwice()
    {
        var first = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var rig = new ResilienceRig((_, _, _) => first.Task, Options(), endpoints: 1);
        var pending = rig.Client.GetStringAsync("/");
        await rig.Time.WhenTimersAsync(1);

        rig.Time.Advance(Delay);
        await rig.Time.WhenIdleAsync();
        first.SetResult(ResilienceRig.Ok("first"));

        Assert.Equal("first", await pending);
        Assert.Equal(1, rig.Attempts);
    }

    [Fact]
    public async Task Caller_EndsBothAttempts()
    {
        using var rig = new ResilienceRig((_, _, token) => ResilienceRig.HangAsync(token), Options(maxRetries: 1));
        using var caller = new CancellationTokenSource();
        var pending = rig.Client.GetAsync("/", caller.Token);
        await rig.Time.WhenTimersAsync(1);
        rig.Time.Advance(Delay);
        await Clock.WhenAsync(() => rig.Attempts == 2);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        await Clock.WhenAsync(() => rig.Cluster.InFlight() == 0);
        Assert.Equal(2, rig.Attempts);
        Assert.All(rig.LoadBalancer.Outcomes, outcome => Assert.Equal(OutcomeKind.Cancelled, outcome.Kind));
        Assert.Equal(0, rig.Time.ActiveTimers);
    }

    [Theory]
    [InlineData("POST", "text", null, false)]
    [InlineData("POST", "text", true, true)]
    [InlineData("PUT", "text", null, true)]
    [InlineData("PUT", "unknown", null, false)]
    [InlineData("GET", "", false, false)]
    [InlineData("GET", "", null, true)]
    public async Task OnlyWhatMayBeSentTwice_IsHedged(string method, string body, bool? allow, bool hedged)
    {
        var first = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var rig = new ResilienceRig((_, _, _) => first.Task, Options());
        using var request = new HttpRequestMessage(new HttpMethod(method), "/")
        {
            Content = body switch { "" => null, "text" => new StringContent(body), _ => new CountingContent(body, tellsLength: false) },
        };
        if (allow is { } said) request.AllowRetry(said);

        var pending = rig.Client.SendAsync(request);
        if (hedged) await rig.Time.WhenTimersAsync(1);
        Assert.Equal(hedged ? 1 : 0, rig.Time.ActiveTimers);
        first.SetResult(ResilienceRig.Ok());

        (await pending).Dispose();
    }

    [Fact]
    public async Task Budget_IsOneInTwentyRequestsAndOneToBeginWith()
    {
        using var rig = new ResilienceRig((_, _, token) => ResilienceRig.HangAsync(token), Options(), endpoints: 2);
        using var caller = new CancellationTokenSource();

        var pending = Enumerable.Range(0, 100).Select(_ => rig.Client.GetAsync("/", caller.Token)).ToArray();
        await rig.Time.WhenTimersAsync(100);
        rig.Time.Advance(Delay);
        await Clock.WhenAsync(() => rig.Time.ActiveTimers == 0);

        // 100 × 5 % and 1: at least 5, for the budget has faded by a hundredth in the tenth of a second.
        await Clock.WhenAsync(() => rig.Attempts >= 105);
        await caller.CancelAsync();
        foreach (var request in pending) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        Assert.Equal(105, rig.Attempts);
    }

    private static ResilienceOptions Options(int maxRetries = 0)
    {
        var options = ResilienceRig.Options(maxRetries);
        (options.Hedging.Enabled, options.Hedging.Delay) = (true, Delay);
        return options;
    }
}
