using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Issues;

/// <summary>A caller who ended a pending read by disposing the response made it look like the endpoint's failure.</summary>
public class DisposalDuringReadTests
{
    [Theory]
    [InlineData("response")]
    [InlineData("stream")]
    [InlineData("stream, asynchronously")]
    public async Task Disposal_IsNobodysFailure(string disposed)
    {
        var recorder = new RecordingLoadBalancer();
        using var invoker = new HttpMessageInvoker(new BalancingHandler(
            TestClusters.Of(recorder, "http://10.0.0.1"), new StubHandler(_ => new HttpResponseMessage { Content = new StreamContent(new EndlessStream()) })));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/");
        var response = await invoker.SendAsync(request, default);
        var body = await response.Content.ReadAsStreamAsync();
        var reading = body.ReadAsync(new byte[1]);

        // Away from the test's synchronisation context, where what waits for the read runs at once.
        await Task.Run(async () =>
        {
            if (disposed == "response") response.Dispose();
            else if (disposed == "stream") body.Dispose();
            else await body.DisposeAsync();
        });

        await Assert.ThrowsAsync<IOException>(async () => await reading);
        Assert.Equal(OutcomeKind.Success, Assert.Single(recorder.Outcomes).Kind);
    }

    /// <summary>A read that only disposal ends, as that of a connection does, on the disposing thread.</summary>
    private sealed class EndlessStream : MemoryStream
    {
        private readonly TaskCompletionSource<int> _read = new();

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(_read.Task);

        protected override void Dispose(bool disposing)
        {
            _read.TrySetException(new IOException("The connection was closed."));
            base.Dispose(disposing);
        }
    }
}
