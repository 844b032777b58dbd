using Balancing.Tests.Health.Support;

namespace Balancing.Tests.Health;

/// <summary>A drained endpoint gets nothing new, finishes what it has, and can be brought back.</summary>
public sealed class DrainingTests
{
    [Fact]
    public void ADrainedEndpoint_GetsNothingNew_AndTheTaskEndsWithItsLastRequest()
    {
        using var fleet = new Fleet(3);
        var (first, second) = (fleet.BeginAt(1), fleet.BeginAt(1));
        var drained = fleet.Cluster.Drain(fleet[1]);
        Assert.Equal(HealthState.Draining, fleet.StateOf(1));
        for (var i = 0; i < 10; i++) Assert.NotSame(fleet[1], fleet.Cluster.Begin().Endpoint);

        first.Complete(OutcomeKind.Success);
        Assert.False(drained.IsCompleted);
        second.Complete(OutcomeKind.ServerError);
        Assert.True(drained.IsCompletedSuccessfully);
        Assert.Equal([HealthChangeReason.Drained], fleet.Log.ReasonsOf(fleet[1]));
    }

    [Fact]
    public void AnIdleEndpoint_IsDrainedAtOnce_AndAsOftenAsOneLikes()
    {
        using var fleet = new Fleet(3);
        Assert.True(fleet.Cluster.Drain(fleet[1]).IsCompletedSuccessfully);
        Assert.True(fleet.Cluster.Drain(fleet[1]).IsCompletedSuccessfully);
        Assert.Single(fleet.Log.Changes);
    }

    [Fact]
    public void AnEndpoint_IsDrainedAndMadeReadyByItsAddress_HoweverItIsSpelled()
    {
        using var fleet = new Fleet(3);
        var address = fleet[1].ToString().ToUpperInvariant() + "/";
        Assert.True(fleet.Cluster.Drain(address).IsCompletedSuccessfully);
        Assert.Equal(HealthState.Draining, fleet.StateOf(1));
        fleet.Cluster.Ready(address);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(1));
        var error = Assert.Throws<ArgumentException>(() => { _ = fleet.Cluster.Drain("http://elsewhere"); });
        Assert.StartsWith("'fleet' has no endpoint 'http://elsewhere/'.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEndpointThatIsReadyAgain_GrowsIntoItsShare()
    {
        using var fleet = new Fleet(2, health => health.SlowStart.Window = TimeSpan.FromSeconds(10));
        _ = fleet.Cluster.Drain(fleet[1]);
        fleet.Cluster.Ready(fleet[1]);
        Assert.Equal([1.0, 0.1], fleet.Directed.Set!.Weights.ToArray());
        fleet.Wait(10);
        Assert.Equal([1.0, 1.0], fleet.Directed.Set!.Weights.ToArray());
    }

    [Fact]
    public void DrainedTwice_BothTasksEnd()
    {
        using var fleet = new Fleet(3);
        var request = fleet.BeginAt(0);
        Task[] drained = [fleet.Cluster.Drain(fleet[0]), fleet.Cluster.Drain(fleet[0])];
        Assert.DoesNotContain(drained, task => task.IsCompleted);
        request.Complete(OutcomeKind.Cancelled);
        Assert.All(drained, task => Assert.True(task.IsCompletedSuccessfully));
    }

    [Fact]
    public void ASecondDraining_WaitsForTheRequestsThatCameInBetween()
    {
        using var fleet = new Fleet(3);
        Assert.True(fleet.Cluster.Drain(fleet[0]).IsCompleted);
        fleet.Cluster.Ready(fleet[0]);
        var request = fleet.BeginAt(0);
        var drained = fleet.Cluster.Drain(fleet[0]);
        Assert.False(drained.IsCompleted);
        request.Complete(OutcomeKind.Success);
        Assert.True(drained.IsCompleted);
    }

    [Fact]
    public void Draining_SurvivesListChanges_AndReadyEndsIt()
    {
        using var fleet = new Fleet(3);
        _ = fleet.Cluster.Drain(fleet[1]);
        fleet.Resolver.Update(EndpointSets.Descriptions([1, 5, 1, 1]));
        Assert.Equal((HealthState.Draining, 3), (fleet.StateOf(1), fleet.Directed.Set!.Count));
        fleet.Cluster.Ready(fleet[1]);
        fleet.Send(1, OutcomeKind.Success);
        Assert.Equal([HealthChangeReason.Drained, HealthChangeReason.MadeReady], fleet.Log.ReasonsOf(fleet[1]));
    }

    [Fact]
    public void AnEndpointThatLeavesTheList_FinishesWhatItHas()
    {
        using var fleet = new Fleet(3);
        var request = fleet.BeginAt(2);
        var drained = fleet.Cluster.Drain(fleet[2]);
        fleet.Resolver.Update(EndpointSets.Descriptions(2));
        Assert.False(drained.IsCompleted);
        request.Complete(OutcomeKind.Success);
        Assert.True(drained.IsCompleted);
    }

    [Fact]
    public void WhenAllAreDrained_RequestsFail_AndOneThatIsReadyIsEnough()
    {
        using var fleet = new Fleet(2);
        _ = fleet.Cluster.Drain(fleet[0]);
        _ = fleet.Cluster.Drain(fleet[1]);
        Assert.Equal(NoEndpointReason.AllDraining, Assert.Throws<NoEndpointException>(() => fleet.Cluster.Begin()).Reason);
        fleet.Cluster.Ready(fleet[1]);
        fleet.Send(1, OutcomeKind.Success);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WithAffinityKept_ADrainedEndpointGetsItsKeys_AndNothingElse(bool kept)
    {
        using var fleet = new Fleet(4, options => options.DrainingKeepsAffinity = kept, loadBalancer: LoadBalancer.IpHash());
        var before = Enumerable.Range(0, 400).Select(key => fleet.Cluster.Begin(AffinityKey.From($"{key}")).Endpoint).ToList();
        _ = fleet.Cluster.Drain(fleet[1]);
        var after = Enumerable.Range(0, 400).Select(key => fleet.Cluster.Begin(AffinityKey.From($"{key}")).Endpoint).ToList();
        if (kept) Assert.Equal(before, after);
        else Assert.DoesNotContain(fleet[1], after);
        for (var i = 0; i < 400; i++) Assert.NotSame(fleet[1], fleet.Cluster.Begin().Endpoint);
    }

    [Fact]
    public void WithAffinityKept_KeysAreServedEvenWhenAllAreDrained()
    {
        using var fleet = new Fleet(2, options => options.DrainingKeepsAffinity = true, loadBalancer: LoadBalancer.IpHash());
        var before = fleet.Cluster.Begin(AffinityKey.From("tenant")).Endpoint;
        foreach (var endpoint in fleet.Cluster.Endpoints) _ = fleet.Cluster.Drain(endpoint);
        Assert.Same(before, fleet.Cluster.Begin(AffinityKey.From("tenant")).Endpoint);
        Assert.Equal(NoEndpointReason.AllDraining, Assert.Throws<NoEndpointException>(() => fleet.Cluster.Begin()).Reason);
    }

    [Fact]
    public void WithAffinityKept_AnAlgorithmWithoutKeysGivesNothingToTheDrained()
    {
        using var fleet = new Fleet(4, options => options.DrainingKeepsAffinity = true, loadBalancer: LoadBalancer.RoundRobin());
        _ = fleet.Cluster.Drain(fleet[1]);
        for (var i = 0; i < 40; i++) Assert.NotSame(fleet[1], fleet.Cluster.Begin(AffinityKey.From("tenant")).Endpoint);
    }
}
