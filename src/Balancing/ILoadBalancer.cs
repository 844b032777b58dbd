namespace Balancing;

/// <summary>A balancing algorithm: turns a set of eligible endpoints into a picker.</summary>
/// <remarks>
/// It holds configuration only, so one instance may serve any number of clients. <see cref="LoadBalancer"/> makes the built-in ones;
/// <see cref="LoadBalancer.FromPick"/> makes one out of a lambda.
/// </remarks>
public interface ILoadBalancer
{
    /// <summary>
    /// Whether the pickers look at <see cref="PickContext.Affinity"/>. True by default; one that does not may say so, and then no key is made
    /// for its requests.
    /// </summary>
    bool UsesAffinity => true;

    /// <summary>Builds the picker for <paramref name="endpoints"/>.</summary>
    /// <remarks>
    /// Called once per change (a new list, a new weight), off the request path, never twice at a time for one cluster. Changes can be
    /// frequent: keep it near O(n), and keep what must be remembered in <see cref="Endpoint.State"/> or <see cref="EndpointSet.SharedState"/>.
    /// </remarks>
    /// <param name="endpoints">What may be chosen; never empty.</param>
    IEndpointPicker CreatePicker(EndpointSet endpoints);
}
