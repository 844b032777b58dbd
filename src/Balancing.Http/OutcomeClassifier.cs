using System.Collections.Frozen;
using System.Net;

namespace Balancing.Http;

/// <summary>Says what an HTTP exchange means for the endpoint. Derive from it to say something else.</summary>
/// <remarks>Methods are called by any number of threads at a time, once or twice per request.</remarks>
public class OutcomeClassifier
{
    internal static readonly OutcomeClassifier Default = new();

    private readonly FrozenSet<int>? _failureStatuses;

    /// <summary>Creates a classifier for which every 5xx is a failure.</summary>
    public OutcomeClassifier()
    {
    }

    /// <summary>Creates a classifier for which the given statuses are failures, and no others.</summary>
    /// <param name="failureStatuses">400 to 599; when empty, every 5xx. 502, 503 and 504 are gateway errors, the others server errors.</param>
    /// <exception cref="ArgumentOutOfRangeException">A status is not between 400 and 599.</exception>
    public OutcomeClassifier(IEnumerable<int> failureStatuses)
    {
        ArgumentNullException.ThrowIfNull(failureStatuses);
        var statuses = failureStatuses.ToFrozenSet();
        foreach (var status in statuses)
        {
            if (!IsFailureStatus(status)) throw new ArgumentOutOfRangeException(nameof(failureStatuses), status, "A failure status must be between 400 and 599.");
        }

        _failureStatuses = statuses.Count == 0 ? null : statuses;
    }

    /// <summary>Classifies by the response's status; for gRPC by <c>grpc-status</c>, which may come only in the trailers.</summary>
    /// <remarks>
    /// 429, and 503 with Retry-After: throttled, whatever else is chosen. 502, 503, 504: gateway error. Other 5xx, or other failure statuses that were
    /// chosen: server error. The rest: success. Of gRPC's statuses UNAVAILABLE is a gateway error; UNKNOWN, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, INTERNAL and DATA_LOSS are server errors.
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
            var status when !IsFailure((int)status) => OutcomeKind.Success,
            HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => OutcomeKind.GatewayError,
            _ => OutcomeKind.ServerError,
        };
    }

    /// <summary>Classifies a failure: the caller's cancellation (<see cref="HttpClient.Timeout"/> is one) is nobody's failure, anything else is the endpoint's.</summary>
    /// <param name="error">What was thrown, before or after the headers.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public virtual OutcomeKind Classify(Exception error, CancellationToken cancellationToken) =>
        error is OperationCanceledException && cancellationToken.IsCancellationRequested ? OutcomeKind.Cancelled : OutcomeKind.LocalOriginFailure;

    internal static bool IsFailureStatus(int status) => status is >= 400 and <= 599;

    private bool IsFailure(int status) => _failureStatuses is null ? status is >= 500 and <= 599 : _failureStatuses.Contains(status);
}
