namespace Balancing.Http;

/// <summary>A Location by which an endpoint of https leads to http elsewhere: the caller may see it, but it is not followed.</summary>
/// <remarks>A type of its own, because the redirect handler sees logical names only and cannot know that the answer came by https.</remarks>
internal sealed class StepDownUri(Uri location) : Uri(location.OriginalString, UriKind.Absolute)
{
    public static Uri Mark(Uri location, Uri logicalRequest, Endpoint endpoint) =>
        endpoint.Address.Scheme == UriSchemeHttps && location is { IsAbsoluteUri: true } && location.Scheme == UriSchemeHttp
        && location.Authority != logicalRequest.Authority
            ? new StepDownUri(location)
            : location;
}
