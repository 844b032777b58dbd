namespace Balancing.Http.Resilience;

/// <summary>What a failed attempt allows.</summary>
internal enum RetryVerdict
{
    /// <summary>It has not failed, or not in a way that another endpoint would mend.</summary>
    Final = 0,

    /// <summary>No connection was made: the request, and its body, have not been touched.</summary>
    NotSent = 1,

    /// <summary>The server has refused the request unseen. Its body may have been read.</summary>
    NotProcessed = 2,

    /// <summary>The request may have been carried out.</summary>
    Unknown = 3,
}
