using Balancing.Resolution;

namespace Balancing.Http.Tests.Support;

internal static class TestClusters
{
    public static Cluster Of(params string[] addresses) => new("catalog", new StaticResolver(addresses), LoadBalancer.RoundRobin());

    public static Cluster Of(ILoadBalancer loadBalancer, params string[] addresses) => Of(loadBalancer, TimeProvider.System, addresses);

    public static Cluster Of(ILoadBalancer loadBalancer, TimeProvider time, params string[] addresses) =>
        new("catalog", new StaticResolver(addresses), loadBalancer, new ClusterOptions { TimeProvider = time });

    public static Cluster Of(EndpointDescription endpoint) => new("catalog", new StaticResolver([endpoint]), LoadBalancer.RoundRobin());

    /// <summary>Requests in flight in the whole cluster.</summary>
    public static int InFlight(this Cluster cluster) => cluster.Endpoints.Sum(e => e.InFlight);
}
