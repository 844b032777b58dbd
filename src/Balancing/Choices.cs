using Balancing.Planning;

namespace Balancing;

/// <summary>What the requests that ask for the same endpoints choose from.</summary>
internal sealed record Choices
{
    /// <summary>What requests choose from; <see langword="null"/> when there is nothing.</summary>
    public Selection? ForAll { get; private init; }

    /// <summary>What requests with an affinity key choose from: also draining endpoints, where they keep their keys.</summary>
    public Selection? ForKeys { get; private init; }

    /// <summary>Endpoints that wait for the one request that tries them; <see langword="null"/> if there are none.</summary>
    public Endpoint[]? Probing { get; private init; }

    /// <summary>Why there is nothing to choose from.</summary>
    public NoEndpointReason NoEndpointReason { get; private init; }

    /// <summary>What went wrong, if that is why.</summary>
    public Exception? Error { get; private init; }

    /// <summary>What a plan makes of it. If the load balancer fails, the pickers stay.</summary>
    public static Choices Of(EligibilityPlan plan, ILoadBalancer loadBalancer, Choices? before, ref Exception? error)
    {
        var next = new Choices { Probing = plan.Probing, NoEndpointReason = plan.NoEndpointReason };
        if (plan.ForAll is null && plan.ForKeys is null) return next;
        try
        {
            var forAll = plan.ForAll is { } all ? new Selection(all, loadBalancer) : null;
            return next with { ForAll = forAll, ForKeys = plan.ForKeys is { } keys && loadBalancer.UsesAffinity ? new Selection(keys, loadBalancer) : forAll };
        }
        catch (Exception e)
        {
            error = e;
            return next with { ForAll = before?.ForAll, ForKeys = before?.ForKeys, NoEndpointReason = NoEndpointReason.LoadBalancerFailed, Error = e };
        }
    }

    /// <summary>An endpoint that this request is to try, or <see langword="null"/> if each is being tried already.</summary>
    public Endpoint? TryTakeProbe(TimeSpan now, TimeSpan patience)
    {
        foreach (var endpoint in Probing!)
        {
            // One who still has requests from before its ejection may be full; its trial is for a request that can be sent.
            if (!endpoint.IsFull && endpoint.Status.TryTakeProbe(now, patience)) return endpoint;
        }

        return null;
    }
}
