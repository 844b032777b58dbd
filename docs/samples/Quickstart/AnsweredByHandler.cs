namespace Quickstart;

/// <summary>Notes on each request which endpoint answered it.</summary>
/// <remarks>It sits inside the balancing handler, where the request's URI is the endpoint's; outside it is the logical one again.</remarks>
internal sealed class AnsweredByHandler : DelegatingHandler
{
    private static readonly HttpRequestOptionsKey<Uri> Key = new("Quickstart.AnsweredBy");

    /// <summary>The URI that was really requested, or <see langword="null"/> if there was no answer.</summary>
    public static Uri? Of(HttpRequestMessage request) => request.Options.TryGetValue(Key, out var uri) ? uri : null;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        request.Options.Set(Key, request.RequestUri!);
        return response;
    }
}
