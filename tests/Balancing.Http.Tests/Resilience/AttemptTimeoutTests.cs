using Balancing.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Polly;

namespace Balancing.Http.Tests.Resilience;

/// <summary>An endpoint that does not answer in time has failed, and the request goes elsewhere.</summary>
public class AttemptTimeoutTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Timeout_IsTheEndpointsFailureAndTheRequestGoesElsewhere()
    {
        using var rig = Rig((number, token) => number == 0 ? ResilienceRig.HangAsync(token) : Task.FromResult(ResilienceRig.Ok()));
        var pending = rig.Client.GetStringAsync("/");
        await rig.Time.WhenTimersAsync(1);
        rig.Time.Advance(Timeout);

        Assert.Equal("well", await pending);
        Assert.Equal([("10.0.0.1", OutcomeKind.LocalOriginFailure), ("10.0.0.2", OutcomeKind.Success)], rig.LoadBalancer.Outcomes);
        Assert.Equal(0, rig.Time.ActiveTimers);
    }

    [Fact]
    public async Task LastTimeout_IsTheCallersToSee()
    {
        using var rig = Rig((_, token) => ResilienceRig.HangAsync(token));
        var pending = rig.Client.GetStringAsync("/x");
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            await Clock.WhenAsync(() => rig.Attempts == attempt && rig.Time.ActiveTimers == 1);
            rig.Time.Advance(Timeout);
        }

        var error = await Assert.ThrowsAsync<AttemptTimeoutException>(() => pending);

        Assert.Equal(("10.0.0.2", Timeout), (error.Address!.Host, error.Timeout));
        Assert.Contains("'http://10.0.0.2' did not answer within the attempt timeout of 00:00:02.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Caller_IsNobodysFailure()
    {
        using var rig = Rig((_, token) => ResilienceRig.HangAsync(token));
        using var caller = new CancellationTokenSource();
        var pending = rig.Client.GetAsync("/", caller.Token);
        await rig.Time.WhenTimersAsync(1);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        Assert.Equal([("10.0.0.1", OutcomeKind.Cancelled)], rig.LoadBalancer.Outcomes);
        Assert.Equal(0, rig.Time.ActiveTimers);
    }

    [Fact]
    public async Task NonIdempotentRequest_IsNotSentElsewhere()
    {
        using var rig = Rig((_, token) => ResilienceRig.HangAsync(token));
        var pending = rig.Client.PostAsync("/", new StringContent("order"));
        await rig.Time.WhenTimersAsync(1);
        rig.Time.Advance(Timeout);

        await Assert.ThrowsAsync<AttemptTimeoutException>(() => pending);

        Assert.Equal(1, rig.Attempts);
    }

    [Fact]
    public async Task GrpcCalls_HaveNoneAndAreRepeatedOnlyIfTheyWereNotSent()
    {
        foreach (var (error, attempts) in new[] { (ResilienceRig.Refused(), 2), (ResilienceRig.Reset(), 1), (ResilienceRig.NotProcessed(), 1) })
        {
            var timers = -1;
            ResilienceRig rig = null!;
            rig = Rig((number, _) =>
            {
                timers = rig.Time.ActiveTimers;
                return number == 0 ? throw error : Task.FromResult(ResilienceRig.Ok());
            });
            using var request = new HttpRequestMessage(HttpMethod.Post, "http://catalog/shop.Catalog/Get") { Version = new Version(2, 0), Content = new CountingContent("message", tellsLength: false) };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");

            await Record.ExceptionAsync(() => rig.Client.SendAsync(request));

            Assert.Equal((attempts, 0), (rig.Attempts, timers));
            rig.Dispose();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TimeoutOfTheUsersOwnBelow_SendsTheRequestElsewhereToo(bool ours)
    {
        var time = new FakeTimeProvider();
        var primary = new StubHandler((request, token) => request.RequestUri!.Host == "10.0.0.1" ? ResilienceRig.HangAsync(token) : Task.FromResult(ResilienceRig.Ok()));
        await using var services = Services.Build(s => s
            .AddSingleton<TimeProvider>(time)
            .AddBalancedHttpClient("catalog", o =>
            {
                o.AddEndpoint("http://10.0.0.1").AddEndpoint("http://10.0.0.2").UseLoadBalancer(new OrderedLoadBalancer());
                o.Health.OutlierDetection.Enabled = false;
                o.Resilience.AttemptTimeout = ours ? TimeSpan.FromHours(1) : null;
            })
            .AddAttemptResiliencePipeline((pipeline, _) => pipeline.AddTimeout(Timeout))
            .ConfigurePrimaryHttpMessageHandler(() => primary));
        var pending = services.Client("catalog").GetStringAsync("/");
        await time.WhenTimersAsync(ours ? 2 : 1);
        time.Advance(Timeout);

        Assert.Equal("well", await pending);
    }

    [Fact]
    public async Task CancellationThatIsNotTheCallers_IsAFailureLikeAnyOther()
    {
        using var rig = new ResilienceRig(number => number == 0 ? throw new TaskCanceledException() : ResilienceRig.Ok());

        Assert.Equal("well", await rig.Client.GetStringAsync("/"));

        Assert.Equal(("10.0.0.1", OutcomeKind.LocalOriginFailure), rig.LoadBalancer.Outcomes.First());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TotalTimeout_IsTheClientsAndALaterSettingWins(bool byDefault)
    {
        await using var services = Services.Build(s =>
        {
            if (byDefault) s.ConfigureHttpClientDefaults(b => b.AddLoadBalancing(Configure)).AddHttpClient("catalog");
            else s.AddBalancedHttpClient("catalog", Configure);
            s.AddHttpClient("other").AddLoadBalancing(Configure).ConfigureHttpClient(client => client.Timeout = TimeSpan.FromSeconds(7));
        });

        Assert.Equal(TimeSpan.FromMinutes(5), services.Client("catalog").Timeout);
        Assert.Equal(TimeSpan.FromSeconds(7), services.Client("other").Timeout);

        static void Configure(BalancedHttpClientOptions options)
        {
            if (options.Endpoints.Count == 0) options.AddEndpoint("http://10.0.0.1");
            options.Resilience.TotalTimeout = TimeSpan.FromMinutes(5);
        }
    }

    private static ResilienceRig Rig(Func<int, CancellationToken, Task<HttpResponseMessage>> answer)
    {
        var options = ResilienceRig.Options();
        options.AttemptTimeout = Timeout;
        return new ResilienceRig((number, _, token) => answer(number, token), options);
    }
}
