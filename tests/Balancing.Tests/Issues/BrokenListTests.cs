using Balancing.Resolution;

namespace Balancing.Tests.Issues;

/// <summary>
/// A list that broke off half-way (a null in it) had already emptied the table: the next good one began with new endpoints, their figures lost.
/// </summary>
public sealed class BrokenListTests
{
    [Fact]
    public void ABrokenList_IsRefused_AndTheKnownEndpointsKeepTheirIdentity()
    {
        var resolver = new PushResolver(EndpointSets.Descriptions(2));
        using var cluster = new Cluster("test", resolver, LoadBalancer.RoundRobin());
        var known = cluster.Endpoints.ToArray();

        Assert.ThrowsAny<Exception>(() => resolver.Update([.. EndpointSets.Descriptions(2), null!]));
        Assert.Equal(known, cluster.Endpoints);
        resolver.Update(EndpointSets.Descriptions(2));

        Assert.Equal(known, cluster.Endpoints);
    }
}
