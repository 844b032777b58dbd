namespace Balancing.Planning;

/// <summary>Decides, as a pure function, which endpoints may be chosen and with what effective weight.</summary>
internal static class EligibilityPlanner
{
    /// <summary>Leaves out what has weight 0. Returns <see langword="null"/> when nothing is left.</summary>
    public static EndpointSet? Plan(ReadOnlySpan<Endpoint> endpoints, StateSlots sharedState)
    {
        var eligible = new List<Endpoint>(endpoints.Length);
        foreach (var endpoint in endpoints)
        {
            if (endpoint.Weight > 0) eligible.Add(endpoint);
        }

        return eligible.Count == 0 ? null : new EndpointSet([.. eligible], null, sharedState);
    }
}
