using Balancing.Resolution;

namespace Balancing.Tests.Contract;

/// <summary>What every algorithm promises, whatever it does. One small class per algorithm derives from this.</summary>
public abstract partial class LoadBalancerContract
{
    /// <summary>The algorithm under test.</summary>
    protected abstract ILoadBalancer Create();

    /// <summary>The share of requests each endpoint should get while the pool is otherwise idle; they sum to 1.</summary>
    protected virtual double[] ExpectedShares(EndpointSet endpoints) => [.. endpoints.Weights.ToArray().Select(weight => weight / endpoints.Weights.ToArray().Sum())];

    /// <summary>After how many picks the shares are exact; <see langword="null"/> where chance decides.</summary>
    protected virtual int? ExactPeriod(EndpointSet endpoints) => null;

    /// <summary>By how many requests an endpoint's count may be off its share; <see langword="null"/> where chance or a rotation decides.</summary>
    protected virtual double? AllowedDeviation(EndpointSet endpoints, int index) => null;

    /// <summary>What the algorithm is told about the request with the given number.</summary>
    protected virtual PickContext ContextOf(int request) => default;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(65)]
    [InlineData(200)]
    public void Pick_ReturnsOnlyMembersOfTheSet(int count)
    {
        foreach (var set in new[] { EndpointSets.Equal(count), EndpointSets.Weighted(Enumerable.Range(1, count).Select(i => (double)i)) })
        {
            var members = set.ToHashSet();
            var picker = Create().CreatePicker(set);
            for (var request = 0; request < 1_000; request++) Assert.Contains(Serve(picker, request), members);
        }
    }

    [Fact]
    public void Pick_OfOne_ReturnsIt()
    {
        var set = EndpointSets.Weighted(0.25);
        var picker = Create().CreatePicker(set);
        for (var request = 0; request < 100; request++) Assert.Same(set[0], picker.Pick(ContextOf(request)));
    }

    [Fact]
    public void Pick_AmongAMillionToAThousandth_StillWorks()
    {
        var set = EndpointSets.Weighted(EndpointDescription.MaxWeight, 0.001);
        AssertShares(set, Count(set, 2_000), 2_000);
    }

    [Fact]
    public void Pick_AmongTenThousandEqualEndpoints_ReturnsMembers() => AssertServes(EndpointSets.Equal(10_000));

    [Fact]
    public void Pick_AmongTenThousandEndpointsOfAnyWeight_ReturnsMembers()
    {
        var random = new Random(1);
        AssertServes(EndpointSets.Weighted(Enumerable.Range(0, 10_000).Select(_ => 0.001 + (random.NextDouble() * 1_000))));
    }

    [Fact]
    public void Endpoint_OfWeightZero_GetsNothing()
    {
        using var cluster = new Cluster("test", new StaticResolver(EndpointSets.Descriptions([1, 0, 2, 0])), Create());
        for (var request = 0; request < 1_000; request++)
        {
            var attempt = cluster.Begin(ContextOf(request).Affinity);
            Assert.NotEqual(0, attempt.Endpoint.Weight);
            attempt.Complete(OutcomeKind.Success);
        }
    }

    /// <summary>One request from pick to completion, as a cluster drives it, on an otherwise idle pool.</summary>
    private Endpoint Serve(IEndpointPicker picker, int request)
    {
        var context = ContextOf(request);
        var endpoint = picker.Pick(in context);
        endpoint.BeginRequest();
        endpoint.EndRequest();
        picker.OnCompleted(endpoint, new RequestOutcome { Kind = OutcomeKind.Success, Latency = TimeSpan.FromMilliseconds(10), Now = context.Now });
        return endpoint;
    }

    private int[] Count(EndpointSet set, int requests)
    {
        var picker = Create().CreatePicker(set);
        var counts = new Dictionary<Endpoint, int>();
        for (var request = 0; request < requests; request++)
        {
            var endpoint = Serve(picker, request);
            counts[endpoint] = counts.GetValueOrDefault(endpoint) + 1;
        }

        return [.. set.Select(endpoint => counts.GetValueOrDefault(endpoint))];
    }

    private void AssertServes(EndpointSet set)
    {
        var members = set.ToHashSet();
        var picker = Create().CreatePicker(set);
        for (var request = 0; request < 300; request++) Assert.Contains(Serve(picker, request), members);
    }
}
