namespace Balancing.Http;

/// <summary>A request failed because its client has no endpoint to send it to. No byte has been sent.</summary>
public sealed class NoEndpointHttpException : HttpRequestException
{
    internal NoEndpointHttpException(NoEndpointException error)
        : base(HttpRequestError.ConnectionError, error.Message, error)
    {
        ClientName = error.ClusterName;
        Reason = error.Reason;
    }

    /// <summary>The client that has none.</summary>
    public string ClientName { get; }

    /// <summary>Why there is none.</summary>
    public NoEndpointReason Reason { get; }
}
