using System.Net;
using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Resilience;

/// <summary>Another endpoint is asked at once; the same one after a random while, or when it said.</summary>
public class RetryTimeTests
{
    [Fact]
    public async Task Backoff_IsARandomShareOfOneThreeSevenTimesTheBaseUpToTheLongest()
    {
        using var rig = new ResilienceRig(_ => throw ResilienceRig.Reset(), ResilienceRig.Options(5), endpoints: 1, new ScriptedRandom(0.4, 0.4, 0.4, 0.8, 0));
        var pending = rig.Client.GetAsync("/");

        // 25, 75, 175, then 375 cut to 250; the last one at once.
        foreach (var wait in new[] { 10, 30, 70, 200 })
        {
            await rig.Time.WhenTimersAsync(1);
            Assert.Equal(TimeSpan.FromMilliseconds(wait), rig.Time.NextDue);
            rig.Time.Advance(TimeSpan.FromMilliseconds(wait));
        }

        await Assert.ThrowsAsync<HttpRequestException>(() => pending);
        Assert.Equal(6, rig.Attempts);
    }

    [Fact]
    public async Task RetryAfter_OfAnotherEndpointThanTheNext_IsNotWaitedFor()
    {
        using var rig = new ResilienceRig(number => number == 0 ? ResilienceRig.Status(503, retryAfter: 3600) : ResilienceRig.Ok());

        Assert.Equal("well", await rig.Client.GetStringAsync("/"));

        Assert.Equal(TimeSpan.Zero, rig.Time.Elapsed);
    }

    [Fact]
    public async Task RetryAfter_OfTheOnlyEndpoint_IsWaitedFor()
    {
        using var rig = new ResilienceRig(number => number == 0 ? ResilienceRig.Status(503, retryAfter: 1) : ResilienceRig.Ok(), endpoints: 1);
        var pending = rig.Client.GetStringAsync("/");
        await rig.Time.WhenTimersAsync(1);

        Assert.Equal(TimeSpan.FromSeconds(1), rig.Time.NextDue);
        rig.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("well", await pending);
    }

    [Fact]
    public async Task RetryAfter_LongerThanIsWaitedFor_IsTheCallersAnswer()
    {
        using var rig = new ResilienceRig(_ => ResilienceRig.Status(503, retryAfter: 2), endpoints: 1);

        using var response = await rig.Client.GetAsync("/");

        Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter!.Delta);
        Assert.Equal("sick", await response.Content.ReadAsStringAsync());
        Assert.Equal(1, rig.Attempts);
    }

    [Fact]
    public async Task Caller_EndsTheWait()
    {
        using var rig = new ResilienceRig(_ => ResilienceRig.Status(503, retryAfter: 1), endpoints: 1);
        using var caller = new CancellationTokenSource();
        var pending = rig.Client.GetAsync("/", caller.Token);
        await rig.Time.WhenTimersAsync(1);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        Assert.Equal((1, 0, 0), (rig.Attempts, rig.Time.ActiveTimers, rig.Cluster.InFlight()));
    }

    [Fact]
    public async Task Caller_EndsTheAttemptAndThereIsNoOther()
    {
        using var rig = new ResilienceRig((_, _, token) => ResilienceRig.HangAsync(token), ResilienceRig.Options(10));
        using var caller = new CancellationTokenSource();
        var pending = rig.Client.GetAsync("/", caller.Token);
        await Clock.WhenAsync(() => rig.Attempts == 1);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        Assert.Equal(1, rig.Attempts);
        Assert.Equal([("10.0.0.1", OutcomeKind.Cancelled)], rig.LoadBalancer.Outcomes);
    }

    [Fact]
    public async Task ClientsTimeout_EndsTheRequestAndThereIsNoOtherAttempt()
    {
        using var rig = new ResilienceRig((_, _, token) => ResilienceRig.HangAsync(token), ResilienceRig.Options(10));
        rig.Client.Timeout = TimeSpan.FromMilliseconds(20);

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rig.Client.GetAsync("/"));

        Assert.IsType<TimeoutException>(error.InnerException);
        Assert.Equal(1, rig.Attempts);
    }

    [Fact]
    public async Task FirstEndpointAgain_WhenAllHaveBeenTried_IsWaitedFor()
    {
        using var rig = new ResilienceRig(number => number < 2 ? throw ResilienceRig.Reset() : ResilienceRig.Ok(), ResilienceRig.Options(2), endpoints: 2, new ScriptedRandom(0.4));
        var pending = rig.Client.GetStringAsync("/");
        await rig.Time.WhenTimersAsync(1);
        rig.Time.Advance(TimeSpan.FromMilliseconds(30));

        Assert.Equal("well", await pending);
        Assert.Equal(["10.0.0.1", "10.0.0.2", "10.0.0.1"], rig.Hosts);
    }
}
