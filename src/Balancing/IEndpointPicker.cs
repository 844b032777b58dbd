namespace Balancing;

/// <summary>Chooses an endpoint for each request.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>Called by any number of threads at a time; it neither blocks nor allocates.</item>
/// <item>Each <see cref="Pick"/> is followed by exactly one <see cref="OnCompleted"/> on the same picker, even if a newer picker has taken its place.</item>
/// <item>Requests in flight are counted for it: see <see cref="Endpoint.InFlight"/>.</item>
/// </list>
/// </remarks>
public interface IEndpointPicker
{
    /// <summary>Chooses the endpoint of one request.</summary>
    /// <param name="context">What is known about the request.</param>
    Endpoint Pick(in PickContext context);

    /// <summary>Tells how a request ended. Does nothing by default.</summary>
    /// <param name="endpoint">What <see cref="Pick"/> returned.</param>
    /// <param name="outcome">How it went and how long it took.</param>
    void OnCompleted(Endpoint endpoint, in RequestOutcome outcome)
    {
    }
}
