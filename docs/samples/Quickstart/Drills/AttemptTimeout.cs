namespace Quickstart.Drills;

/// <summary>Gives each attempt a limited time. Below the balancing handler, so it is the endpoint's failure and not the caller's change of mind.</summary>
internal sealed class AttemptTimeout(TimeSpan limit) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        attempt.CancelAfter(limit);
        return await base.SendAsync(request, attempt.Token);
    }
}
