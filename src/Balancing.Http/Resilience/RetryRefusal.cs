namespace Balancing.Http.Resilience;

/// <summary>Why a request that has failed is not sent again. The names are what the metric says.</summary>
internal enum RetryRefusal
{
    /// <summary><see cref="RequestRetry.AllowRetry"/> says no.</summary>
    Forbidden,

    /// <summary>It may have been carried out, and its method is not idempotent.</summary>
    NotIdempotent,

    /// <summary>Its body is too long to be kept, or its length is not known.</summary>
    BodyNotReplayable,

    /// <summary>There is no other endpoint, and the last one asks for more time than is waited for.</summary>
    RetryAfterTooLong,

    /// <summary>The retry budget is spent.</summary>
    BudgetSpent,
}
