using System.Net;

namespace Balancing.Http;

/// <summary>Says what an HTTP exchange means for the endpoint. Derive from it to say something else.</summary>
/// <remarks>Methods are called by any number of threads at a time, once or twice per request.</remarks>
public class OutcomeClassifier
{
    internal static readonly OutcomeClassifier Default = new();

    /// <summary>Classifies by the response's status; for gRPC by <c>grpc-status</c>, which may come only in the trailers.</summary>
    /// <remarks>
    /// 429, and 503 with Retry-After: throttled. 502, 503, 504: gateway error. Other 5xx: server error. The rest: success. Of gRPC's statuses UNAVAILABLE
    /// is a gateway error; UNKNOWN, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, INTERNAL and DATA_LOSS are server errors.
    /// </remarks>
    /// <param name="response">The response. Its body must not be read here; for gRPC it has been read when the trailers are asked for.</param>
    public virtual OutcomeKind Classify(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.StatusCode switch
        {
            HttpStatusCode.OK when GrpcStatus.IsGrpc(response) => GrpcStatus.Classify(response),
            HttpStatusCode.TooManyRequests => OutcomeKind.Throttled,
            HttpStatusCode.ServiceUnavailable when response.Headers.RetryAfter is not null => OutcomeKind.Throttled,
            HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => OutcomeKind.GatewayError,
            >= HttpStatusCode.InternalServerError => OutcomeKind.ServerError,
            _ => OutcomeKind.Success,
        };
    }

    /// <summary>Classifies a failure: the caller's cancellation (<see cref="HttpClient.Timeout"/> is one) is nobody's failure, anything else is the endpoint's.</summary>
    /// <param name="error">What was thrown, before or after the headers.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public virtual OutcomeKind Classify(Exception error, CancellationToken cancellationToken) =>
        error is OperationCanceledException && cancellationToken.IsCancellationRequested ? OutcomeKind.Cancelled : OutcomeKind.LocalOriginFailure;
}
