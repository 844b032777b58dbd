namespace Balancing;

/// <summary>A listener to several sources at once, of which some may fail while others report. Methods may be called from any thread and do not throw.</summary>
internal interface IPartialListener : IEndpointListener
{
    /// <summary>A whole new list while a source fails, which has been reported: the list is to be used, and the failure is not over.</summary>
    /// <param name="endpoints">All endpoints, those last known of the sources that fail among them.</param>
    /// <param name="current">Those of the sources that do not fail; perhaps none.</param>
    void OnPartlyResolved(IReadOnlyList<EndpointDescription> endpoints, IReadOnlyList<EndpointDescription> current);
}
