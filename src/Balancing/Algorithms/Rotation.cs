namespace Balancing.Algorithms;

/// <summary>The picker of the rotating algorithms: a ticket from the shared cursor names the endpoint. No lock, no state of its own.</summary>
internal static class Rotation
{
    public static IEndpointPicker Over(EndpointSet endpoints, ReadOnlySpan<double> weights, RotationCursor cursor)
    {
        foreach (var weight in weights)
        {
            // Quotients of equal weights may differ in the last bit.
            if (Math.Abs(weight - weights[0]) > weights[0] * 1e-12) return new Weighted(endpoints.Endpoints, new RotationSchedule(weights), cursor);
        }

        return new Even(endpoints.Endpoints, cursor);
    }

    private sealed class Even(Endpoint[] endpoints, RotationCursor cursor) : IEndpointPicker
    {
        public Endpoint Pick(in PickContext context) => endpoints[cursor.Next() % (ulong)endpoints.Length];
    }

    private sealed class Weighted(Endpoint[] endpoints, RotationSchedule schedule, RotationCursor cursor) : IEndpointPicker
    {
        public Endpoint Pick(in PickContext context) => endpoints[schedule.IndexAt(cursor.Next())];
    }
}
