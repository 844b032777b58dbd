namespace Balancing.Http;

/// <summary>A strategy added with <c>AddLoadBalancer</c>.</summary>
internal sealed record LoadBalancerRegistration(string Name, Func<IServiceProvider, ILoadBalancer> Create);
