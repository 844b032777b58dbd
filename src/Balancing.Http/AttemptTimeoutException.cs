namespace Balancing.Http;

/// <summary>An endpoint did not answer within <see cref="ResilienceOptions.AttemptTimeout"/>, or the timeout of an attempt pipeline below it, and the request could not be sent to another.</summary>
public sealed class AttemptTimeoutException : HttpRequestException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="address">Where the attempt was sent.</param>
    /// <param name="timeout">How long it was waited for.</param>
    /// <param name="innerException">What the timeout ended with.</param>
    public AttemptTimeoutException(Uri? address, TimeSpan timeout, Exception? innerException = null)
        : base(HttpRequestError.Unknown, $"'{address?.GetLeftPart(UriPartial.Authority)}' did not answer within the attempt timeout of {timeout}.", innerException)
    {
        Address = address;
        Timeout = timeout;
    }

    /// <summary>Where the attempt was sent.</summary>
    public Uri? Address { get; }

    /// <summary>How long it was waited for.</summary>
    public TimeSpan Timeout { get; }
}
