namespace Balancing;

/// <summary>Asks an endpoint how it is.</summary>
public interface IHealthProbe
{
    /// <summary>Returns whether <paramref name="endpoint"/> is well. An exception means that it is not.</summary>
    /// <remarks>Called for several endpoints at a time, but never twice at a time for one.</remarks>
    /// <param name="endpoint">Whom to ask.</param>
    /// <param name="cancellationToken">Is cancelled when the check's time is up.</param>
    ValueTask<bool> ProbeAsync(Endpoint endpoint, CancellationToken cancellationToken);
}
