namespace Balancing.Testing;

/// <summary>Endpoints for tests: <c>http://10.0.0.1</c>, <c>http://10.0.0.2</c> and so on.</summary>
public static class EndpointSets
{
    /// <summary>The address of the endpoint at <paramref name="index"/>.</summary>
    public static string Address(int index) => $"http://10.{(index + 1) >> 16}.{((index + 1) >> 8) & 255}.{(index + 1) & 255}";

    /// <summary>As many descriptions, all of weight 1.</summary>
    public static EndpointDescription[] Descriptions(int count) => [.. Enumerable.Range(0, count).Select(i => new EndpointDescription(Address(i)))];

    /// <summary>One description per weight.</summary>
    public static EndpointDescription[] Descriptions(IEnumerable<double> weights) =>
        [.. weights.Select((weight, i) => new EndpointDescription(Address(i)) { Weight = weight })];

    /// <summary>A set of as many endpoints, all of weight 1.</summary>
    public static EndpointSet Equal(int count) => new(Descriptions(count).Select(description => new Endpoint(description)));

    /// <summary>A set of one endpoint per weight.</summary>
    public static EndpointSet Weighted(params IEnumerable<double> weights) => new(Descriptions(weights).Select(description => new Endpoint(description)));
}
