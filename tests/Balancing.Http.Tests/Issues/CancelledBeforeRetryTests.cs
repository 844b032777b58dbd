using System.Net;
using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Issues;

/// <summary>A caller who gave up just when a failed answer came left its request in flight until the garbage collector found it.</summary>
public class CancelledBeforeRetryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnswerThatIsNotRepeatedBecauseOfCancellation_IsDisposed(bool synchronously)
    {
        using var cancellation = new CancellationTokenSource();
        var cluster = TestClusters.Of("http://10.0.0.1", "http://10.0.0.2");
        using var body = new MemoryStream([1]);
        using var invoker = new HttpMessageInvoker(Chains.Resilient(cluster, new StubHandler(_ =>
        {
            cancellation.Cancel();
            return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StreamContent(body) };
        })));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => _ = synchronously ? invoker.Send(request, cancellation.Token) : await invoker.SendAsync(request, cancellation.Token));

        Assert.Equal(0, cluster.InFlight());
        Assert.False(body.CanRead);
    }
}
