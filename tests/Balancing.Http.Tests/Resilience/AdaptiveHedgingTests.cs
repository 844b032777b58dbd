using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Resilience;

/// <summary>Where no delay is set, a request is hedged when it has taken longer than nearly all others.</summary>
public class AdaptiveHedgingTests
{
    [Fact]
    public async Task Delay_IsTheQuantileOfAHundredAnswersOrMore()
    {
        var options = ResilienceRig.Options(0);
        options.Hedging.Enabled = true;
        var hang = false;
        ResilienceRig rig = null!;
        rig = new ResilienceRig(
            (_, _, token) =>
            {
                if (hang) return ResilienceRig.HangAsync(token);
                rig.Time.Advance(TimeSpan.FromMilliseconds(100));
                return Task.FromResult(ResilienceRig.Ok());
            },
            options);
        for (var i = 0; i < 100; i++) (await rig.Client.GetAsync("/")).Dispose();
        hang = true;
        using var caller = new CancellationTokenSource();

        var pending = rig.Client.GetAsync("/", caller.Token);
        await rig.Time.WhenTimersAsync(1);

        Assert.InRange(rig.Time.NextDue!.Value, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(113));
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        rig.Dispose();
    }

    [Fact]
    public async Task FailuresWithoutAnAnswer_SayNothingAboutIt()
    {
        // Connections refused within no time would make every request look slow.
        var options = ResilienceRig.Options(0);
        options.Hedging.Enabled = true;
        var refuse = true;
        using var rig = new ResilienceRig((_, _, token) => refuse ? throw ResilienceRig.Refused() : ResilienceRig.HangAsync(token), options);
        for (var i = 0; i < 200; i++) await Assert.ThrowsAsync<HttpRequestException>(() => rig.Client.GetAsync("/"));
        refuse = false;
        using var caller = new CancellationTokenSource();

        var pending = rig.Client.GetAsync("/", caller.Token);
        await Clock.WhenAsync(() => rig.Attempts == 201);

        Assert.Equal(0, rig.Time.ActiveTimers);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
    }
}
