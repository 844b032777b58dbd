using Balancing.Resolution;
using Balancing.Tests.Health.Support;

namespace Balancing.Tests.Health;

/// <summary>Half of the endpoints fail: perhaps they are there no longer, and the source is asked sooner.</summary>
public sealed class ListInDoubtTests
{
    [Fact]
    public void HalfOfTheEndpointsEjected_TheSourceIsAsked()
    {
        var (fleet, resolver) = Create(4);
        fleet.Send(0, OutcomeKind.LocalOriginFailure, 3);
        Assert.Equal(HealthState.Ejected, fleet.StateOf(0));
        Assert.Equal(0, resolver.Refreshes);

        fleet.Send(1, OutcomeKind.LocalOriginFailure, 3);
        Assert.Equal(1, resolver.Refreshes);

        // Time alone is no news.
        fleet.Wait(11);
        Assert.Equal(1, resolver.Refreshes);
    }

    [Fact]
    public void ThoseWhoFail_ButMayNotBeEjected_CountToo()
    {
        var (fleet, resolver) = Create(4, health => health.OutlierDetection.MaxEjectionPercent = 0);
        fleet.Send(0, OutcomeKind.LocalOriginFailure, 3);
        Assert.Equal(0, resolver.Refreshes);
        fleet.Send(1, OutcomeKind.LocalOriginFailure, 3);
        Assert.Equal(1, resolver.Refreshes);
        Assert.Equal(4, fleet.Count(HealthState.Healthy));

        // As long as they fail, once per sweep.
        fleet.Wait(10);
        Assert.Equal(2, resolver.Refreshes);
        fleet.Send(0, OutcomeKind.Success);
        fleet.Wait(10);
        Assert.Equal(2, resolver.Refreshes);
    }

    [Fact]
    public void TheOnlyEndpoint_IsHalfOfThem()
    {
        var (fleet, resolver) = Create(1);
        fleet.Send(0, OutcomeKind.LocalOriginFailure, 3);
        Assert.Equal(1, resolver.Refreshes);
    }

    [Fact]
    public void ASourceThatThrows_HarmsNobody()
    {
        var (fleet, resolver) = Create(2);
        resolver.Error = new InvalidOperationException("down");
        fleet.Send(0, OutcomeKind.LocalOriginFailure, 3);
        Assert.Equal(1, resolver.Refreshes);
        Assert.Equal(HealthState.Ejected, fleet.StateOf(0));
        Assert.Same(resolver.Error, fleet.Log.ResolverError);
    }

    [Fact]
    public void CombinedAndFilteredResolvers_PassItOn()
    {
        var (one, other) = (new CountingResolver(new PushResolver()), new CountingResolver(new PushResolver()));
        Resolvers.Prioritize(one.Where(_ => true), Resolvers.Merge(other)).Refresh();
        Assert.Equal((1, 1), (one.Refreshes, other.Refreshes));
        ((IEndpointResolver)new StaticResolver("http://a")).Refresh();
    }

    private static (Fleet Fleet, CountingResolver Resolver) Create(int count, Action<HealthOptions>? configure = null)
    {
        CountingResolver? counting = null;
        var fleet = new Fleet(count, configure, over: resolver => counting = new CountingResolver(resolver));
        return (fleet, counting!);
    }

    private sealed class CountingResolver(IEndpointResolver inner) : IEndpointResolver
    {
        public int Refreshes { get; private set; }

        public Exception? Error { get; set; }

        public IDisposable Subscribe(IEndpointListener listener) => inner.Subscribe(listener);

        public void Refresh()
        {
            Refreshes++;
            if (Error is not null) throw Error;
        }
    }
}
