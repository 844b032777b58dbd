namespace Balancing.Http;

/// <summary>A request failed because its client has no endpoint to send it to. No byte has been sent.</summary>
public sealed class NoEndpointHttpException : HttpRequestException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="error">What the cluster said; becomes the inner exception.</param>
    public NoEndpointHttpException(NoEndpointException error)
        : base(HttpRequestError.ConnectionError, error?.Message, error)
    {
        ArgumentNullException.ThrowIfNull(error);
        ClientName = error.ClusterName;
        Reason = error.Reason;
    }

    /// <summary>The client that has none.</summary>
    public string ClientName { get; }

    /// <summary>Why there is none.</summary>
    public NoEndpointReason Reason { get; }
}
