using System.Collections.Frozen;
using System.Net;
using Polly.Timeout;

namespace Balancing.Http.Resilience;

/// <summary>Which outcomes may be tried again: pure functions of what is known of the request and its outcome.</summary>
internal sealed class RetryRules(IReadOnlyCollection<int> statuses)
{
    /// <summary>HTTP/2's REFUSED_STREAM (RFC 9113, 8.7) and HTTP/3's H3_REQUEST_REJECTED (RFC 9114, 4.1.1): not processed, may be sent again.</summary>
    private const long Http2RefusedStream = 0x7, Http3RequestRejected = 0x10b;

    private static readonly int[] DefaultStatuses = [502, 503, 504];

    private readonly FrozenSet<int> _statuses = (statuses.Count > 0 ? statuses : DefaultStatuses).ToFrozenSet();

    /// <summary>Methods that do no more the second time than the first (RFC 9110, 9.2.2).</summary>
    public static bool IsIdempotent(HttpMethod method) =>
        method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Put || method == HttpMethod.Delete
        || method == HttpMethod.Options || method == HttpMethod.Trace;

    public RetryVerdict Judge(HttpStatusCode status) => _statuses.Contains((int)status) ? RetryVerdict.Unknown : RetryVerdict.Final;

    /// <param name="error">What the attempt ended with.</param>
    /// <param name="cancellationToken">The caller's: what it ends is final.</param>
    public static RetryVerdict Judge(Exception error, CancellationToken cancellationToken) => error switch
    {
        _ when cancellationToken.IsCancellationRequested => RetryVerdict.Final,
        NoEndpointHttpException => RetryVerdict.Final,
        AttemptTimeoutException or TimeoutRejectedException => RetryVerdict.Unknown,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError } => RetryVerdict.NotSent,
        HttpRequestException => WasRefused(error) ? RetryVerdict.NotProcessed : RetryVerdict.Unknown,

        // Told by its inner exception from a cancellation. SocketsHttpHandler.ConnectTimeout and the timeout of somebody else's handler differ in the text only: if that
        // should change, fewer requests are repeated, and none that must not be.
        OperationCanceledException { InnerException: TimeoutException timeout } =>
            timeout.Message.Contains(nameof(SocketsHttpHandler.ConnectTimeout), StringComparison.Ordinal) ? RetryVerdict.NotSent : RetryVerdict.Unknown,

        // Not the caller's: the timeout of a handler below.
        OperationCanceledException => RetryVerdict.Unknown,
        _ => RetryVerdict.Final,
    };

    private static bool WasRefused(Exception error)
    {
        for (var inner = error.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is HttpProtocolException { ErrorCode: Http2RefusedStream or Http3RequestRejected }) return true;
        }

        return false;
    }
}
