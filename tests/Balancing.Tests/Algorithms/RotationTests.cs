using Balancing.Resolution;

namespace Balancing.Tests.Algorithms;

public sealed class RotationTests
{
    [Fact]
    public void RoundRobin_TakesEachEndpointInTurn_FromARandomStart()
    {
        // The start is the one draw; a cursor that drew none, or per pick, would break the script.
        var set = EndpointSets.Equal(3);
        var random = new ScriptedRandom(0.7);
        var picker = LoadBalancer.RoundRobin(random).CreatePicker(set);
        Assert.Equal(0, random.Remaining);
        var first = Array.IndexOf(set.Endpoints, picker.Pick(default));
        for (var i = 1; i < 9; i++) Assert.Same(set[(first + i) % 3], picker.Pick(default));
    }

    [Theory]
    [InlineData(BalancingStrategies.RoundRobin, 100, 100, 100)]
    [InlineData(BalancingStrategies.WeightedRoundRobin, 100, 200, 400)]
    public void Rotation_GoesOn_WhenTheSameListArrivesAgain(string strategy, params int[] turns)
    {
        var resolver = new PushResolver(EndpointSets.Descriptions([1, 2, 4]));
        using var cluster = new Cluster("test", resolver, BalancingStrategies.All[strategy](null, null));
        var counts = new Dictionary<Endpoint, int>();
        for (var i = 0; i < turns.Sum(); i++)
        {
            var endpoint = cluster.Begin().Endpoint;
            counts[endpoint] = counts.GetValueOrDefault(endpoint) + 1;

            // A rotation that began again with each list would give every request to one endpoint.
            resolver.Update(EndpointSets.Descriptions([1, 2, 4]));
        }

        Assert.Equal(turns, cluster.Endpoints.Select(endpoint => counts[endpoint]));
    }

    [Fact]
    public void Rotation_GoesOn_WhenTheStrategyChangesAndChangesBack()
    {
        using var cluster = new Cluster("test", new StaticResolver(EndpointSets.Descriptions(4)), LoadBalancer.RoundRobin());
        var seen = new HashSet<Endpoint>();
        for (var i = 0; i < 4; i++)
        {
            seen.Add(cluster.Begin().Endpoint);
            cluster.LoadBalancer = LoadBalancer.Random();
            cluster.LoadBalancer = LoadBalancer.RoundRobin();
        }

        Assert.Equal(4, seen.Count);
    }

    [Fact]
    public void RoundRobin_IgnoresConfiguredWeights_ButNotWhatElseIsInTheEffectiveOnes()
    {
        // Configured 1, 5, 10; the second is being started slowly, at half of its weight.
        var endpoints = EndpointSets.Descriptions([1, 5, 10]).Select(description => new Endpoint(description)).ToArray();
        var picker = LoadBalancer.RoundRobin().CreatePicker(new EndpointSet(endpoints, [1, 2.5, 10]));
        var counts = new int[3];
        for (var i = 0; i < 50; i++) counts[Array.IndexOf(endpoints, picker.Pick(default))]++;
        Assert.Equal([20, 10, 20], counts);
    }

    [Fact]
    public void RoundRobin_GivesATurn_ToAnEndpointWhoseOnlyWeightIsTheEffectiveOne()
    {
        var endpoints = EndpointSets.Descriptions([1, 0, 2]).Select(description => new Endpoint(description)).ToArray();
        var picker = LoadBalancer.RoundRobin().CreatePicker(new EndpointSet(endpoints, [1, 1, 2]));
        var counts = new int[3];
        for (var i = 0; i < 30; i++) counts[Array.IndexOf(endpoints, picker.Pick(default))]++;
        Assert.Equal([10, 10, 10], counts);
    }
}
