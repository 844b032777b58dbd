namespace Balancing.Resolution;

/// <summary>The endpoints of one cluster by address: what keeps their figures alive from list to list.</summary>
/// <remarks>Not thread-safe: its owner calls it from inside the rebuild latch.</remarks>
internal sealed class EndpointTable
{
    private Dictionary<Uri, Endpoint> _endpoints = [];
    private IReadOnlyList<EndpointDescription>? _reconciled;
    private readonly DepartedEndpoints _departed = new();
    private Endpoint[] _all = [];

    /// <summary>Matches a new list with the known endpoints. Of an address that occurs twice, the first description counts.</summary>
    /// <remarks>A list that turns out to be broken half-way forgets no endpoint: the table is replaced at the end.</remarks>
    public EndpointChanges Reconcile(IReadOnlyList<EndpointDescription> descriptions, TimeSpan now)
    {
        _departed.Forget(_all.Length, now);

        // Most rebuilds are about something else than the list.
        if (ReferenceEquals(descriptions, _reconciled)) return new EndpointChanges(_all, [], [], false);

        var next = new Dictionary<Uri, Endpoint>(descriptions.Count);
        var all = new List<Endpoint>(descriptions.Count);
        var added = new List<Endpoint>();
        var fresh = new List<Endpoint>();
        var changed = false;
        foreach (var description in descriptions)
        {
            if (next.ContainsKey(description.Address)) continue;
            if (_endpoints.TryGetValue(description.Address, out var endpoint))
            {
                changed |= endpoint.Description != description;
                endpoint.Description = description;
            }
            else if (_departed.Find(description.Address) is { } returned)
            {
                endpoint = returned;
                endpoint.Description = description;
                added.Add(endpoint);
            }
            else
            {
                endpoint = new Endpoint(description);
                added.Add(endpoint);
                fresh.Add(endpoint);
            }

            next.Add(description.Address, endpoint);
            all.Add(endpoint);
        }

        var removed = _endpoints.Values.Where(endpoint => !next.ContainsKey(endpoint.Address)).ToArray();
        foreach (var endpoint in added) _departed.Remove(endpoint);
        foreach (var endpoint in removed) _departed.Add(endpoint, now);
        (_endpoints, _all, _reconciled) = (next, [.. all], descriptions);
        return new EndpointChanges(_all, [.. added], removed, changed) { New = fresh };
    }
}
