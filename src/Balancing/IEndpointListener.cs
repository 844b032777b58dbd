namespace Balancing;

/// <summary>Receives what an <see cref="IEndpointResolver"/> finds. Methods may be called from any thread and do not throw.</summary>
public interface IEndpointListener
{
    /// <summary>A whole new list. It is not copied: do not change it afterwards.</summary>
    /// <param name="endpoints">All endpoints there are now.</param>
    void OnResolved(IReadOnlyList<EndpointDescription> endpoints);

    /// <summary>The source could not be read. Endpoints known so far stay in use.</summary>
    /// <param name="error">What went wrong.</param>
    void OnFailed(Exception error);
}
