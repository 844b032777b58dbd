namespace Balancing.Planning;

/// <summary>Who may be chosen.</summary>
internal sealed record PlannedSelection
{
    public PlannedSelection(IReadOnlyList<PlannedGroup> groups) => (Groups, All) = (groups, groups is [var only] ? only.Endpoints : Union(groups));

    /// <summary>At least one. The shares add up to 1.</summary>
    public IReadOnlyList<PlannedGroup> Groups { get; }

    /// <summary>All of them, each with its share of all requests: for second choices.</summary>
    public EndpointSet All { get; }

    /// <summary>Healthy ones that get nothing by the plan, of the first tier that has any: for requests that have been at all the others. Or <see langword="null"/>.</summary>
    public EndpointSet? Reserve { get; init; }

    private static EndpointSet Union(IReadOnlyList<PlannedGroup> groups)
    {
        var endpoints = new List<Endpoint>();
        var weights = new List<double>();
        foreach (var group in groups)
        {
            var sum = Sum(group.Endpoints.Weights);
            endpoints.AddRange(group.Endpoints.Endpoints);

            // Never 0, nor infinite, however small the weights.
            foreach (var weight in group.Endpoints.Weights) weights.Add(Math.Max(double.Epsilon, group.Share * (weight / sum)));
        }

        return new EndpointSet([.. endpoints], [.. weights], null);
    }

    private static double Sum(ReadOnlySpan<double> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights) sum += weight;
        return sum;
    }
}
