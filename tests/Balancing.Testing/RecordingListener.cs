using System.Threading.Channels;

namespace Balancing.Testing;

/// <summary>Receives what a resolver reports and lets a test await the next report instead of sleeping.</summary>
public sealed class RecordingListener : IEndpointListener
{
    /// <summary>Only a test that has failed waits this long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<Report> _reports = Channel.CreateUnbounded<Report>();

    /// <summary>How many reports have come that nobody has awaited yet.</summary>
    public int Unread => _reports.Reader.Count;

    /// <inheritdoc/>
    public void OnResolved(IReadOnlyList<EndpointDescription> endpoints) => _reports.Writer.TryWrite(new Report(endpoints, null));

    /// <inheritdoc/>
    public void OnFailed(Exception error) => _reports.Writer.TryWrite(new Report(null, error));

    /// <summary>The oldest report that has not been awaited.</summary>
    public async Task<Report> NextAsync() => await _reports.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>A list, or what went wrong.</summary>
    /// <param name="Endpoints">The list.</param>
    /// <param name="Error">What went wrong.</param>
    public sealed record Report(IReadOnlyList<EndpointDescription>? Endpoints, Exception? Error);
}
