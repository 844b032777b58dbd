namespace Balancing;

/// <summary>Where a list of endpoints comes from: a constant, a registry that is asked now and then, or code that pushes.</summary>
/// <remarks>
/// The one method fits all three: a static source reports once before it returns, a polling one from its loop, a pushing one whenever it
/// is told. <see cref="Resolution.StaticResolver"/>, <see cref="Resolution.PollingResolver"/>, <see cref="Resolution.PushResolver"/>,
/// <see cref="Resolution.FileResolver"/>, <see cref="Resolution.DnsResolver"/> and <see cref="Resolution.DnsSrvResolver"/> are ready-made.
/// </remarks>
public interface IEndpointResolver
{
    /// <summary>Starts reporting to <paramref name="listener"/> until the returned subscription is disposed.</summary>
    /// <remarks>May report before it returns. Any number of listeners may subscribe.</remarks>
    /// <param name="listener">Gets whole lists, not differences.</param>
    /// <returns>Ends the subscription: at most one report that is already under way may still arrive.</returns>
    IDisposable Subscribe(IEndpointListener listener);

    /// <summary>
    /// Has the source asked at once, or as soon as it bears another question: so many endpoints have failed that the list may be out of date. Returns before
    /// there is an answer. Does nothing by default, which is right for a source that reports by itself.
    /// </summary>
    /// <remarks>A cluster calls it when half of its endpoints fail, and again as long as more of them do.</remarks>
    void Refresh()
    {
    }
}
