using Balancing.Limits;

namespace Balancing.Tests.Limits;

/// <summary>The arithmetic of one limit: what makes it grow, what cuts it, and how often.</summary>
public sealed class AdaptiveLimitTests
{
    private const int Busy = int.MaxValue / 2;

    private readonly AdaptiveLimitOptions _options = new() { Enabled = true };
    private TimeSpan _now = TimeSpan.FromMinutes(1);

    [Fact]
    public void ItBegins_AsItIsTold() => Assert.Equal(20, new AdaptiveLimit(_options).Value);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    [InlineData(300)]
    public void ARoundOfGoodAnswers_RaisesItByOne(int limit)
    {
        // As many answers as the limit lets through, each worth 1/limit. As the limit grows meanwhile, a round is worth a little less: at least ½, and
        // 1 − 1/(2·limit) about. So ten rounds, each as long as the limit is by then, raise it by 8 to 10 (by 7 from 1, where rounds are short).
        _options.InitialLimit = limit;
        var adaptive = new AdaptiveLimit(_options);
        for (var round = 0; round < 10; round++)
        {
            for (var answers = adaptive.Value; answers > 0; answers--) Observe(adaptive, OutcomeKind.Success, adaptive.Value);
        }

        Assert.InRange(adaptive.Value - limit, limit == 1 ? 7 : 8, 10);
    }

    [Fact]
    public void ALimitThatIsNotMadeUseOf_StaysAsItIs()
    {
        var adaptive = new AdaptiveLimit(_options);
        for (var i = 0; i < 1_000; i++) Observe(adaptive, OutcomeKind.Success, inFlight: 9);
        Assert.Equal(20, adaptive.Value);
        for (var i = 0; i < 40; i++) Observe(adaptive, OutcomeKind.Success, inFlight: 11);
        Assert.Equal(21, adaptive.Value);
    }

    [Theory]
    [InlineData(OutcomeKind.GatewayError, 18)]
    [InlineData(OutcomeKind.LocalOriginFailure, 18)]
    [InlineData(OutcomeKind.Throttled, 18)]
    [InlineData(OutcomeKind.Success, 20)]
    [InlineData(OutcomeKind.ServerError, 20)]
    [InlineData(OutcomeKind.Cancelled, 20)]
    public void OnlySignsOfOverload_CutIt(OutcomeKind kind, int expected)
    {
        var adaptive = new AdaptiveLimit(_options);
        Observe(adaptive, kind, inFlight: 1);
        Assert.Equal(expected, adaptive.Value);
    }

    [Theory]
    [InlineData(OutcomeKind.Success, 500, 20)]
    [InlineData(OutcomeKind.Success, 501, 18)]
    [InlineData(OutcomeKind.ServerError, 501, 18)]
    [InlineData(OutcomeKind.Cancelled, 501, 20)]
    public void AnAnswerThatTakesTooLong_CutsIt(OutcomeKind kind, int milliseconds, int expected)
    {
        _options.MaxLatency = TimeSpan.FromMilliseconds(500);
        var adaptive = new AdaptiveLimit(_options);
        Observe(adaptive, kind, inFlight: 1, TimeSpan.FromMilliseconds(milliseconds));
        Assert.Equal(expected, adaptive.Value);
    }

    [Fact]
    public void ACancelledRequest_DoesNotRaiseItEither()
    {
        var adaptive = new AdaptiveLimit(_options);
        for (var i = 0; i < 100; i++) Observe(adaptive, OutcomeKind.Cancelled, Busy);
        Assert.Equal(20, adaptive.Value);
    }

    [Fact]
    public void OneOverload_CutsItOnce_HoweverManyRequestsItMeets()
    {
        var adaptive = new AdaptiveLimit(_options);
        for (var i = 0; i < 20; i++) Observe(adaptive, OutcomeKind.GatewayError, inFlight: 20 - i, TimeSpan.FromSeconds(1));
        Assert.Equal(18, adaptive.Value);

        // Begun under the new limit, and failing again: that is another one.
        _now += TimeSpan.FromSeconds(2);
        for (var i = 0; i < 18; i++) Observe(adaptive, OutcomeKind.GatewayError, inFlight: 18 - i, TimeSpan.FromSeconds(1));
        Assert.Equal(16, adaptive.Value);
    }

    [Fact]
    public void OverloadOnAllThreads_AtOnce_CutsItOnce()
    {
        for (var i = 0; i < 200; i++)
        {
            var adaptive = new AdaptiveLimit(_options);
            ThreadTeam.Run(3, _ => adaptive.Observe(20, TimeSpan.FromSeconds(1), new RequestOutcome { Kind = OutcomeKind.Throttled, Now = TimeSpan.FromSeconds(2) }));
            Assert.Equal(18, adaptive.Value);
        }
    }

    [Fact]
    public void AnswersOnAllThreads_AtOnce_AreAllCounted()
    {
        // Each adds 1/limit: after n answers limit² is about 2n + limit₀², a little more for the squares of the steps: √(60,000 + 400) = 245.8.
        var adaptive = new AdaptiveLimit(_options);
        ThreadTeam.Run(3, _ =>
        {
            for (var i = 0; i < 10_000; i++) adaptive.Observe(Busy, TimeSpan.Zero, new RequestOutcome { Kind = OutcomeKind.Success });
        });
        Assert.InRange(adaptive.Value, 245, 246);
    }

    [Fact]
    public void ItStaysWithinItsBounds()
    {
        (_options.InitialLimit, _options.MinLimit, _options.MaxLimit, _options.Backoff) = (8, 4, 10, 0.5);
        var adaptive = new AdaptiveLimit(_options);
        for (var i = 0; i < 1_000; i++) Observe(adaptive, OutcomeKind.Success, Busy);
        Assert.Equal(10, adaptive.Value);
        foreach (var expected in new[] { 5, 4, 4 })
        {
            Observe(adaptive, OutcomeKind.GatewayError, Busy);
            Assert.Equal(expected, adaptive.Value);
        }
    }

    [Fact]
    public void WithinACap_NoSettingIsAboveIt()
    {
        _options.MinLimit = 6;
        var capped = _options.Within(5);
        Assert.Equal((5, 5, 5), (capped.MinLimit, capped.InitialLimit, capped.MaxLimit));
        capped.Validate();
        Assert.Equal(_options, _options.Within(int.MaxValue));
    }

    /// <summary>One request after the other: each begins when the one before has ended, a millisecond later.</summary>
    private void Observe(AdaptiveLimit limit, OutcomeKind kind, int inFlight, TimeSpan? latency = null)
    {
        _now += TimeSpan.FromMilliseconds(1);
        var took = latency ?? TimeSpan.FromTicks(1);
        limit.Observe(inFlight, _now - took, new RequestOutcome { Kind = kind, Latency = took, Now = _now });
    }
}
