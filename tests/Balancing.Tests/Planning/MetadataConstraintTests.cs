using Balancing.Planning;
using Balancing.Resolution;

namespace Balancing.Tests.Planning;

/// <summary>Requests that ask for endpoints by metadata: who gets what, and what happens when there is nobody.</summary>
public sealed class MetadataConstraintTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly PushResolver _resolver = new(Of(0, "v1", "prod"), Of(1, "v1", "canary"), Of(2, "v2", "prod"), Of(3, "v2", "canary"), Of(4));

    [Fact]
    public void ARequest_GetsWhatItAsksFor()
    {
        using var cluster = Create("version", "version, stage");
        Assert.Equal([0, 1], Used(cluster, MetadataConstraint.Require("version", "v1")));
        Assert.Equal([2, 3], Used(cluster, MetadataConstraint.Prefer("version", "v2")));
        Assert.Equal([3], Used(cluster, MetadataConstraint.Require("stage", "canary").And("version", "v2")));
        Assert.Equal([0], Used(cluster, MetadataConstraint.Prefer("version", "v1").And("stage", "prod")));
        Assert.Equal([0, 1, 2, 3, 4], Used(cluster, null));
    }

    [Fact]
    public void WhereNobodyMatches_ARequirementFails_AndAPreferenceGetsAnybody()
    {
        using var cluster = Create("version");
        var required = MetadataConstraint.Require("version", "v3");
        Assert.Equal(NoEndpointReason.NoneMatches, Assert.Throws<NoEndpointException>(() => cluster.Begin(constraint: required)).Reason);
        Assert.False(cluster.HasUntried(new TriedEndpoints(), required));
        Assert.Equal([0, 1, 2, 3, 4], Used(cluster, MetadataConstraint.Prefer("version", "v3")));
    }

    [Fact]
    public void KeysThatAreNotDeclared_AreAMistake()
    {
        using var cluster = Create("version", "version,stage");
        foreach (var constraint in new[] { MetadataConstraint.Require("stage", "prod"), MetadataConstraint.Prefer("shard", "1"), MetadataConstraint.Require("version", "v1").And("shard", "1") })
        {
            var error = Assert.Throws<InvalidOperationException>(() => cluster.Begin(constraint: constraint));
            Assert.Contains($"{constraint}", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AKey_IsAskedForOnce() =>
        Assert.Throws<ArgumentException>(() => MetadataConstraint.Require("version", "v1").And("stage", "prod").And("version", "v2"));

    /// <summary>Whatever a caller lets users put into a value, it is compared as it is.</summary>
    [Fact]
    public void AValue_IsNeverTakenForOtherKeys()
    {
        using var cluster = Create("stage", "stage,version");
        var forged = MetadataConstraint.Require("stage", "prod\u001eversion\u001fv1");
        Assert.NotEqual(MetadataConstraint.Require("stage", "prod").And("version", "v1").Id, forged.Id);
        Assert.Equal(NoEndpointReason.NoneMatches, Assert.Throws<NoEndpointException>(() => cluster.Begin(constraint: forged)).Reason);
    }

    [Fact]
    public void RequestsThatAskForNothing_GetTheDefault_IfThereIsAny()
    {
        using var cluster = Create(topology => topology.DefaultMetadata["stage"] = "prod", "stage", "version");
        Assert.Equal([0, 2], Used(cluster, null));
        Assert.Equal([1, 3], Used(cluster, MetadataConstraint.Require("stage", "canary")));
        Assert.Equal([0, 1], Used(cluster, MetadataConstraint.Require("version", "v1")));
        Assert.Equal([0, 2], Used(cluster, MetadataConstraint.Prefer("version", "v3")));
        _resolver.Update(Of(1, "v1", "canary"), Of(4));
        Assert.Equal([1, 4], Used(cluster, null));
        _resolver.Update(Of(1, "v1", "canary"), Of(2, "v2", "prod"));
        Assert.Equal([2], Used(cluster, null));
    }

    /// <summary>The one canary is drained, or has weight 0: there is no endpoint that may be used, and a preference is no reason to fail.</summary>
    [Fact]
    public void APreference_ForEndpointsThatAreAllDrained_GetsAnybody()
    {
        using var cluster = Create("version");
        _ = cluster.Drain(EndpointSets.Address(2));
        _resolver.Update(Of(0, "v1"), Of(2, "v2"), Of(3, "v2", weight: 0));
        Assert.Equal([0], Used(cluster, MetadataConstraint.Prefer("version", "v2")));
        Assert.Equal(NoEndpointReason.AllDraining, Assert.Throws<NoEndpointException>(() => cluster.Begin(constraint: MetadataConstraint.Require("version", "v2"))).Reason);
        cluster.Ready(EndpointSets.Address(2));
        Assert.Equal([2], Used(cluster, MetadataConstraint.Prefer("version", "v2")));
    }

    [Fact]
    public void Values_ComeAndGoWithTheList()
    {
        using var cluster = Create("version");
        var v3 = MetadataConstraint.Require("version", "v3");
        Assert.Throws<NoEndpointException>(() => cluster.Begin(constraint: v3));
        _resolver.Update(Of(0, "v3"), Of(1, "v1"));
        Assert.Equal([0], Used(cluster, v3));
        _resolver.Update(Of(0, "v4"), Of(1, "v1"));
        Assert.Throws<NoEndpointException>(() => cluster.Begin(constraint: v3));
    }

    [Fact]
    public void WhatAlgorithmsRemember_StaysWithAValue_AndGoesWithIt()
    {
        var planner = new ClusterPlanner(new HealthOptions(), new TopologyOptions { MetadataKeys = ["version"] }, 0);
        Endpoint[] both = [new(Of(0, "v1")), new(Of(1, "v2"))], one = [both[1]];
        var (v1, v2) = (MetadataConstraint.Require("version", "v1").Id, MetadataConstraint.Require("version", "v2").Id);
        var (first, ofAll) = (StateOf(planner.Plan(both, default).ByConstraint[v1]), StateOf(planner.Plan(both, default).ForAll));
        Assert.Same(first, StateOf(planner.Plan(both, default).ByConstraint[v1]));
        Assert.Equal([v2], planner.Plan(one, default).ByConstraint.Keys);
        var again = planner.Plan(both, default);
        Assert.NotSame(first, StateOf(again.ByConstraint[v1]));
        Assert.Same(ofAll, StateOf(again.ForAll));

        static StateSlots StateOf(EligibilityPlan plan) => plan.ForAll!.Groups[0].Endpoints.SharedState;
    }

    /// <summary>Each value has tiers of its own: v2 has lost its first one, v1 has not.</summary>
    [Fact]
    public void Tiers_FailOver_WithinWhatIsAskedFor()
    {
        using var cluster = Create("version");
        _resolver.Update(Of(0, "v1"), Of(1, "v1"), Of(2, "v1"), Of(3, "v2"), Of(4, "v2", tier: 1), Of(5, "v1", tier: 1));
        cluster.Endpoints[3].Status.FailsChecks = true;
        cluster.LoadBalancer = LoadBalancer.RoundRobin();
        Assert.Equal([4], Used(cluster, MetadataConstraint.Require("version", "v2")));
        Assert.Equal([0, 1, 2], Used(cluster, MetadataConstraint.Require("version", "v1")));
        Assert.Equal([0, 1, 2], Used(cluster, null));

        // Back after the delay, though for the others nothing has changed.
        cluster.Endpoints[3].Status.FailsChecks = false;
        cluster.LoadBalancer = LoadBalancer.RoundRobin();
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal([4], Used(cluster, MetadataConstraint.Require("version", "v2")));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([3], Used(cluster, MetadataConstraint.Require("version", "v2")));
    }

    [Fact]
    public void ATrial_IsForARequestThatMayGoThere()
    {
        using var cluster = Create("version");
        var sick = cluster.Endpoints[2];
        for (var i = 0; i < 25 && cluster.HealthOf(sick) == HealthState.Healthy; i++)
        {
            var attempt = cluster.Begin();
            attempt.Complete(attempt.Endpoint == sick ? OutcomeKind.LocalOriginFailure : OutcomeKind.Success);
        }

        _time.Advance(TimeSpan.FromSeconds(34));
        Assert.Equal(HealthState.Probing, cluster.HealthOf(sick));
        Assert.Equal([0, 1], Used(cluster, MetadataConstraint.Require("version", "v1")));
        Assert.Equal(HealthState.Probing, cluster.HealthOf(sick));
        Assert.Same(sick, cluster.Begin(constraint: MetadataConstraint.Prefer("version", "v2")).Endpoint);
        Assert.Equal([3], Used(cluster, MetadataConstraint.Require("version", "v2")));
    }

    [Fact]
    public void SecondChoices_StayInside()
    {
        using var cluster = Create("version");
        _resolver.Update(Of(0, "v1"), Of(1, "v1"), Of(2, "v2"), Of(3, "v1", tier: 1), Of(4, "v2", tier: 1));
        var (tried, v1) = (new TriedEndpoints(), MetadataConstraint.Require("version", "v1"));
        for (var i = 0; i < 3; i++)
        {
            Assert.True(cluster.HasUntried(tried, v1));
            cluster.Begin(tried: tried, constraint: v1);
        }

        Assert.Equal(["v1", "v1", "v1"], tried.Attempts.Select(endpoint => endpoint.Metadata["version"]));
        Assert.Equal(3, tried.Attempts.Distinct().Count());
        Assert.Equal(1, tried.Last!.Priority);
        Assert.False(cluster.HasUntried(tried, v1));
        for (var i = 0; i < 20; i++) Assert.Equal("v1", cluster.Begin(tried: tried, constraint: v1).Endpoint.Metadata["version"]);
    }

    private static EndpointDescription Of(int number, string? version = null, string? stage = null, int tier = 0, double weight = 1)
    {
        var metadata = new Dictionary<string, string>();
        if (version is not null) metadata["version"] = version;
        if (stage is not null) metadata["stage"] = stage;
        return Plans.Description(number, tier, null, weight) with { Metadata = metadata };
    }

    private static int[] Used(Cluster cluster, MetadataConstraint? constraint)
    {
        var used = new HashSet<Uri>();
        for (var i = 0; i < 20; i++)
        {
            var attempt = cluster.Begin(constraint: constraint);
            used.Add(attempt.Endpoint.Address);
            attempt.Complete(OutcomeKind.Success);
        }

        return [.. Enumerable.Range(0, 10).Where(number => used.Contains(Of(number).Address))];
    }

    private Cluster Create(params string[] keys) => Create(_ => { }, keys);

    private Cluster Create(Action<TopologyOptions> configure, params string[] keys)
    {
        var topology = new TopologyOptions { MetadataKeys = [.. keys] };
        configure(topology);
        return new Cluster("test", _resolver, LoadBalancer.RoundRobin(), new ClusterOptions { TimeProvider = _time, Topology = topology });
    }
}
