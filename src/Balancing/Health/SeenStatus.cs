namespace Balancing.Health;

/// <summary>What has been told of an endpoint's status so far. Touched inside the rebuild latch only.</summary>
internal sealed class SeenStatus
{
    public bool IsDraining { get; set; }

    public bool FailsChecks { get; set; }

    public bool IsThrottled { get; set; }

    public static SeenStatus Of(Endpoint endpoint) => endpoint.State.GetOrAdd(static () => new SeenStatus());
}
