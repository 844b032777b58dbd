namespace Balancing.Loopback;

/// <summary>Notes on each request the port that it is sent to: inside the balancing handler the request's URI is the endpoint's.</summary>
internal sealed class SentTo : DelegatingHandler
{
    private static readonly HttpRequestOptionsKey<int> Port = new("Balancing.Loopback.Port");

    /// <summary>−1 if no endpoint was picked.</summary>
    public static int PortOf(HttpRequestMessage request) => request.Options.TryGetValue(Port, out var port) ? port : -1;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.Set(Port, request.RequestUri!.Port);
        return base.SendAsync(request, cancellationToken);
    }
}
