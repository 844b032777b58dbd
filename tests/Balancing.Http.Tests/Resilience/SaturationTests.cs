using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Resilience;

/// <summary>Where a concurrency limit is reached, requests wait in line or fail, and are not tried again.</summary>
public class SaturationTests
{
    [Fact]
    public async Task Saturated_FailsAtOnceAndIsNotTriedAgain()
    {
        using var rig = Rig(queue: 0, out var answers);
        var first = rig.Client.GetStringAsync("/");

        var error = await Assert.ThrowsAsync<NoEndpointHttpException>(() => rig.Client.GetAsync("/"));

        Assert.Equal(NoEndpointReason.Saturated, error.Reason);
        Assert.Equal(0, rig.Time.ActiveTimers);
        answers[0].SetResult(ResilienceRig.Ok());
        await first;
        Assert.Equal((1, 0), (rig.Attempts, rig.Cluster.InFlight()));
    }

    [Fact]
    public async Task Queue_IsFirstComeFirstServedAndLetsNobodyWaitForTooLong()
    {
        using var rig = Rig(queue: 2, out var answers);
        var first = rig.Client.GetStringAsync("/");
        var second = rig.Client.GetStringAsync("/");
        await rig.Time.WhenTimersAsync(1);
        rig.Time.Advance(TimeSpan.FromMilliseconds(500));
        var third = rig.Client.GetStringAsync("/");
        await rig.Time.WhenTimersAsync(2);
        Assert.Equal(NoEndpointReason.Saturated, (await Assert.ThrowsAsync<NoEndpointHttpException>(() => rig.Client.GetAsync("/"))).Reason);

        answers[0].SetResult(ResilienceRig.Ok("1"));
        Assert.Equal("1", await first);
        await Clock.WhenAsync(() => rig.Attempts == 2);
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        var error = await Assert.ThrowsAsync<NoEndpointHttpException>(() => third);
        answers[1].SetResult(ResilienceRig.Ok("2"));

        Assert.Equal("2", await second);
        Assert.Equal(NoEndpointReason.QueueTimeout, error.Reason);
        Assert.Equal((2, 0), (rig.Attempts, rig.Cluster.InFlight()));
    }

    private static ResilienceRig Rig(int queue, out TaskCompletionSource<HttpResponseMessage>[] answers)
    {
        var made = Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        answers = made;
        return new ResilienceRig((number, _, _) => made[number].Task, endpoints: 1, limits: new ConcurrencyLimitOptions { MaxInFlight = 1, MaxQueueLength = queue });
    }
}
