namespace Balancing.Resolution;

/// <summary>Passes on what differs from the report before: a source that is read every two seconds mostly has nothing new to say, nor has one that is broken.</summary>
/// <remarks>For one polling loop, whose reports never overlap.</remarks>
internal sealed class NewsListener(IEndpointListener listener) : IEndpointListener
{
    private IReadOnlyList<EndpointDescription>? _list;
    private string? _problem;

    public void OnResolved(IReadOnlyList<EndpointDescription> endpoints)
    {
        // The list after a failure is news, even if it is the one from before.
        if (ReferenceEquals(endpoints, _list) && _problem is null) return;
        (_list, _problem) = (endpoints, null);
        listener.OnResolved(endpoints);
    }

    public void OnFailed(Exception error)
    {
        if (error.Message == _problem) return;
        _problem = error.Message;
        listener.OnFailed(error);
    }
}
