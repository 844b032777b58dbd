using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Issues;

/// <summary>The body's length was worked out, and written into its headers, by whichever attempt came to it first, though hedged attempts share the body.</summary>
public class HedgedContentTests
{
    [Fact]
    public async Task BodyOfAHedgedRequest_HasAllItsHeadersBeforeItIsShared()
    {
        var known = false;
        var stub = new StubHandler(request =>
        {
            known = request.Content!.Headers.NonValidated.Contains("Content-Length");
            return new HttpResponseMessage();
        });
        var hedging = new HedgingOptions { Enabled = true, Delay = TimeSpan.FromMinutes(1) };
        using var invoker = new HttpMessageInvoker(Chains.Resilient(TestClusters.Of("http://10.0.0.1"), stub, new ResilienceOptions { Hedging = hedging }));
        using var request = new HttpRequestMessage(HttpMethod.Put, "http://catalog/") { Content = new StringContent("body") };

        using var response = await invoker.SendAsync(request, default);

        Assert.True(known);
    }
}
