using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Balancing.Resolution;
using Balancing.Tests.Health.Support;

namespace Balancing.Tests.Hashing;

public sealed class StickyTests
{
    [Fact]
    public void AKey_StaysWhereItWasChosenFor_WhileTheAlgorithmGoesOn()
    {
        using var fleet = FleetOf(3);
        var first = Send(fleet, 1);
        Assert.NotSame(first, Send(fleet, 2));
        for (var i = 0; i < 20; i++) Assert.Same(first, Send(fleet, 1));
    }

    [Fact]
    public void AKey_IsForgotten_SoLongAfterItsLastRequest()
    {
        using var fleet = FleetOf(3, timeToLive: TimeSpan.FromMinutes(10));
        var home = Send(fleet, 1);
        for (var i = 0; i < 5; i++)
        {
            fleet.Clock.Advance(TimeSpan.FromMinutes(10));
            Assert.Same(home, Send(fleet, 1));
        }

        fleet.Clock.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromTicks(1));
        Assert.NotSame(home, Send(fleet, 1));
    }

    [Fact]
    public void AKey_ComesHome_AfterAnEjection()
    {
        using var fleet = FleetOf(3);
        var home = Send(fleet, 1);
        for (var flap = 0; flap < 3; flap++)
        {
            for (var i = 0; i < 5; i++) Begin(fleet, 1).Complete(OutcomeKind.ServerError);
            Assert.Equal(HealthState.Ejected, fleet.Cluster.HealthOf(home));
            for (var i = 0; i < 5; i++) Assert.NotSame(home, Send(fleet, 1));

            // Until it waits to be tried; the request that tries it may be anybody's.
            fleet.Wait(30 * (flap + 1));
            for (var i = 0; fleet.Cluster.HealthOf(home) != HealthState.Healthy && i < 10; i++) Send(fleet, 99);
            Assert.Same(home, Send(fleet, 1));
        }
    }

    [Fact]
    public void AKey_StaysThroughChangesOfWeight_OfTheList_AndOfTheStrategy()
    {
        using var fleet = FleetOf(3);
        var home = Send(fleet, 1);
        var others = EndpointSets.Descriptions(9).Where(description => description.Address != home.Address).ToArray();
        fleet.Resolver.Update([.. others, home.Description with { Weight = 0.01 }]);
        Assert.Same(home, Send(fleet, 1));
        fleet.Cluster.LoadBalancer = LoadBalancer.Sticky(LoadBalancer.LeastConnections());
        Assert.Same(home, Send(fleet, 1));
    }

    [Fact]
    public void AKey_WhoseEndpointHasLeftTheList_FindsANewHome_AndStaysThere()
    {
        using var fleet = FleetOf(3);
        var left = Send(fleet, 1);
        var all = EndpointSets.Descriptions(3);
        fleet.Resolver.Update(all.Where(description => description.Address != left.Address).ToArray());
        var home = Send(fleet, 1);
        fleet.Resolver.Update(all);
        for (var i = 0; i < 10; i++) Assert.Same(home, Send(fleet, 1));
    }

    [Fact]
    public void AnEndpointThatHasLeft_IsNotKeptAliveByItsKeys()
    {
        using var fleet = FleetOf(2);
        var left = LeavesWithItsKeys(fleet);

        // Nor by the cluster, once it would no longer know it again.
        fleet.Wait(DepartedEndpoints.Grace.TotalSeconds + (2 * fleet.Options.OutlierDetection.Interval.TotalSeconds));
        for (var i = 0; i < 10 && left.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(left.IsAlive);
    }

    [Fact]
    public void AFullEndpoint_IsNobodysNewHome()
    {
        var limits = new ConcurrencyLimitOptions { MaxInFlightPerEndpoint = 1 };
        using var cluster = new Cluster("test", new StaticResolver(EndpointSets.Descriptions(2)), LoadBalancer.Sticky(LoadBalancer.RoundRobin()), new ClusterOptions { ConcurrencyLimits = limits });
        for (var key = 0; key < 50; key++)
        {
            // The rotation comes to the key's request at the endpoint that is full.
            var full = cluster.Begin();
            cluster.Begin().Complete(OutcomeKind.Success);
            var home = cluster.Begin(Hashed.Context(key).Affinity);
            Assert.NotSame(full.Endpoint, home.Endpoint);
            full.Complete(OutcomeKind.Success);
            home.Complete(OutcomeKind.Success);
            var again = cluster.Begin(Hashed.Context(key).Affinity);
            Assert.Same(home.Endpoint, again.Endpoint);
            again.Complete(OutcomeKind.Success);
        }
    }

    [Fact]
    public void AFullHome_IsPassedOver_AndNotGivenUp()
    {
        var limits = new ConcurrencyLimitOptions { MaxInFlightPerEndpoint = 1 };
        using var cluster = new Cluster("test", new StaticResolver(EndpointSets.Descriptions(3)), LoadBalancer.Sticky(LoadBalancer.RoundRobin()), new ClusterOptions { ConcurrencyLimits = limits });
        var home = cluster.Begin(Hashed.Context(1).Affinity);
        for (var i = 0; i < 5; i++)
        {
            var elsewhere = cluster.Begin(Hashed.Context(1).Affinity);
            Assert.NotSame(home.Endpoint, elsewhere.Endpoint);
            elsewhere.Complete(OutcomeKind.Success);
        }

        home.Complete(OutcomeKind.Success);
        Assert.Same(home.Endpoint, cluster.Begin(Hashed.Context(1).Affinity).Endpoint);
    }

    [Fact]
    public void ADrainingEndpoint_KeepsItsKeys_AndGetsNoNewOnes()
    {
        foreach (var first in new[] { LoadBalancer.RoundRobin(), LoadBalancer.IpHash(), LoadBalancer.Maglev() })
        {
            using var fleet = new Fleet(3, health => health.DrainingKeepsAffinity = true, loadBalancer: LoadBalancer.Sticky(first));
            var homes = Enumerable.Range(0, 100).Select(key => Send(fleet, key)).ToArray();
            _ = fleet.Cluster.Drain(fleet[1]);
            for (var key = 0; key < 100; key++) Assert.Same(homes[key], Send(fleet, key));
            for (var key = 100; key < 400; key++) Assert.NotSame(fleet[1], Send(fleet, key));
        }
    }

    [Fact]
    public void WhereAllAreDraining_NewKeysGoToThem()
    {
        using var fleet = new Fleet(2, health => health.DrainingKeepsAffinity = true, loadBalancer: LoadBalancer.Sticky(LoadBalancer.RoundRobin()));
        foreach (var endpoint in fleet.Cluster.Endpoints) _ = fleet.Cluster.Drain(endpoint);
        Assert.Same(Send(fleet, 1), Send(fleet, 1));
    }

    /// <summary>Threads, two keys each beside a common one, and a list that changes all the time: of two endpoints that are always on it, a key stays at one once it is known.</summary>
    [Fact]
    public void Keys_StayUnderContention()
    {
        var resolver = new PushResolver(EndpointSets.Descriptions(2));
        using var cluster = new Cluster("test", resolver, LoadBalancer.Sticky(LoadBalancer.Random()));
        var homes = Enumerable.Range(0, 9).Select(key => cluster.Begin(Hashed.Context(key).Affinity).Endpoint).ToArray();
        var strays = new ConcurrentQueue<int>();
        ThreadTeam.Run(5, thread =>
        {
            for (var request = 0; request < 4_000; request++)
            {
                if (thread == 4)
                {
                    if (request % 10 == 0) resolver.Update(EndpointSets.Descriptions(2 + (request % 3)));
                    continue;
                }

                var key = request % 3 == 0 ? 8 : (2 * thread) + (request % 2);
                var attempt = cluster.Begin(Hashed.Context(key).Affinity);
                if (attempt.Endpoint != homes[key]) strays.Enqueue(key);
                attempt.Complete(OutcomeKind.Success);
            }
        });
        Assert.Empty(strays);
    }

    [Fact]
    public void SettingsOutOfRange_AreRefused_ByName()
    {
        Assert.Throws<ArgumentNullException>(() => LoadBalancer.Sticky(null!));
        foreach (var options in new[] { new StickyOptions { Capacity = 7 }, new StickyOptions { Capacity = (1 << 24) + 1 } })
            Assert.Equal("Capacity", Assert.Throws<ArgumentOutOfRangeException>(() => LoadBalancer.Sticky(LoadBalancer.Random(), options)).ParamName);
        foreach (var time in new[] { TimeSpan.FromMilliseconds(999), TimeSpan.FromDays(365) + TimeSpan.FromTicks(1), -TimeSpan.FromSeconds(1) })
            Assert.Equal("TimeToLive", Assert.Throws<ArgumentOutOfRangeException>(() => LoadBalancer.Sticky(LoadBalancer.Random(), new StickyOptions { TimeToLive = time })).ParamName);
    }

    [Fact]
    public void Settings_AreCopied()
    {
        var options = new StickyOptions { TimeToLive = TimeSpan.FromMinutes(1) };
        using var fleet = new Fleet(5, loadBalancer: LoadBalancer.Sticky(LoadBalancer.RoundRobin(), options));
        options.TimeToLive = TimeSpan.FromDays(1);
        var home = Send(fleet, 1);
        fleet.Wait(61);
        Assert.NotSame(home, Send(fleet, 1));
    }

    private static Fleet FleetOf(int count, TimeSpan? timeToLive = null) =>
        new(count, loadBalancer: LoadBalancer.Sticky(LoadBalancer.RoundRobin(), new StickyOptions { TimeToLive = timeToLive ?? TimeSpan.FromHours(1) }));

    private static Attempt Begin(Fleet fleet, int key) => fleet.Cluster.Begin(Hashed.Context(key).Affinity);

    private static Endpoint Send(Fleet fleet, int key)
    {
        var attempt = Begin(fleet, key);
        attempt.Complete(OutcomeKind.Success);
        return attempt.Endpoint;
    }

    /// <summary>In a method of its own, whose locals are gone when it returns.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LeavesWithItsKeys(Fleet fleet)
    {
        var homes = Enumerable.Range(0, 10).Select(key => Send(fleet, key)).ToHashSet();
        Assert.Equal(2, homes.Count);
        var left = new WeakReference(fleet[0]);
        fleet.Resolver.Update(EndpointSets.Descriptions(2)[1..]);
        return left;
    }
}
