using System.Net;

namespace Balancing.Http;

/// <summary>What an HTTP exchange says about the endpoint.</summary>
internal static class OutcomeClassifier
{
    public static OutcomeKind Classify(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.TooManyRequests => OutcomeKind.Throttled,
        HttpStatusCode.ServiceUnavailable when response.Headers.RetryAfter is not null => OutcomeKind.Throttled,
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => OutcomeKind.GatewayError,
        >= HttpStatusCode.InternalServerError => OutcomeKind.ServerError,
        _ => OutcomeKind.Success,
    };

    /// <summary>The caller's cancellation (HttpClient.Timeout is one) is nobody's failure; anything else is the endpoint's.</summary>
    public static OutcomeKind Classify(Exception error, CancellationToken cancellationToken) =>
        error is OperationCanceledException && cancellationToken.IsCancellationRequested ? OutcomeKind.Cancelled : OutcomeKind.LocalOriginFailure;
}
