using System.Net;
using Balancing.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.Http.Tests.Issues;

/// <summary>A hedge that was begun in the moment the first answer came could go to the endpoint that had just answered: it no longer counted as tried.</summary>
public class LateHedgeTests
{
    [Fact]
    public async Task HedgeBegunWhileTheAnswerComes_GoesElsewhere()
    {
        var time = new FakeTimeProvider();
        using var late = new ManualResetEventSlim();
        var first = new TaskCompletionSource<HttpResponseMessage>();
        var stub = new StubHandler((_, cancellationToken) => first.Task.IsCompleted ? ArriveAsync(late, cancellationToken) : first.Task);
        await using var services = Services.Build(s => s
            .AddSingleton<TimeProvider>(time)
            .AddBalancedHttpClient("catalog", o =>
            {
                // Wants the first one always, and is told of an answer before those who wait for it are: time for the hedge.
                o.UseLoadBalancer(new FirstOf(() =>
                {
                    time.Advance(TimeSpan.FromSeconds(1));
                    late.Wait(TimeSpan.FromSeconds(10));
                }));
                o.AddEndpoint("http://10.0.0.1").AddEndpoint("http://10.0.0.2");
                o.Resilience.Hedging = new HedgingOptions { Enabled = true, Delay = TimeSpan.FromSeconds(1) };
            })
            .ConfigurePrimaryHttpMessageHandler(() => stub));

        var request = services.Client("catalog").GetAsync("/");
        first.SetResult(new HttpResponseMessage(HttpStatusCode.NoContent));
        using var response = await request;

        Assert.Equal(["10.0.0.1", "10.0.0.2"], stub.Uris.Select(uri => uri.Host));
    }

    private static async Task<HttpResponseMessage> ArriveAsync(ManualResetEventSlim arrival, CancellationToken cancellationToken)
    {
        arrival.Set();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return new HttpResponseMessage();
    }

    private sealed class FirstOf(Action onFirstCompleted) : ILoadBalancer
    {
        private int _completed;

        public IEndpointPicker CreatePicker(EndpointSet endpoints) => new Picker(this, endpoints);

        private void OnSuccess()
        {
            if (Interlocked.Increment(ref _completed) == 1) onFirstCompleted();
        }

        private sealed class Picker(FirstOf owner, EndpointSet endpoints) : IEndpointPicker
        {
            public Endpoint Pick(in PickContext context) => endpoints[0];

            public void OnCompleted(Endpoint endpoint, in RequestOutcome outcome)
            {
                if (outcome.Kind == OutcomeKind.Success) owner.OnSuccess();
            }
        }
    }
}
