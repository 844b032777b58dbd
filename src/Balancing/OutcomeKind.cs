namespace Balancing;

/// <summary>The ways a request can end, as far as balancing cares.</summary>
public enum OutcomeKind
{
    /// <summary>The endpoint did its work. An answer that blames the caller (HTTP 404, say) is a success of the endpoint.</summary>
    Success = 0,

    /// <summary>The endpoint answered that it failed (HTTP 500).</summary>
    ServerError = 1,

    /// <summary>The endpoint could not reach what stands behind it, or is not ready (HTTP 502, 503, 504).</summary>
    GatewayError = 2,

    /// <summary>No answer: connection refused or reset, TLS failure, attempt timed out.</summary>
    LocalOriginFailure = 3,

    /// <summary>The endpoint asked to be spared for a while (HTTP 429, or 503 with Retry-After).</summary>
    Throttled = 4,

    /// <summary>The caller gave up. It says nothing about the endpoint and counts for nothing.</summary>
    Cancelled = 5,
}
