namespace Quickstart;

/// <summary>Notes on each request which endpoint it is sent to.</summary>
/// <remarks>It sits inside the balancing handler, where the request's URI is the endpoint's; outside it is the logical one again.</remarks>
internal sealed class SentToHandler : DelegatingHandler
{
    private static readonly HttpRequestOptionsKey<Uri> Key = new("Quickstart.SentTo");

    /// <summary>The URI that was really requested, or <see langword="null"/> if no endpoint was picked.</summary>
    public static Uri? Of(HttpRequestMessage request) => request.Options.TryGetValue(Key, out var uri) ? uri : null;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.Set(Key, request.RequestUri!);
        return base.SendAsync(request, cancellationToken);
    }
}
