using Balancing.Http.Resilience;

namespace Balancing.Http.Tests.Resilience;

public class RequestCopyTests
{
    [Fact]
    public void Copy_IsTheSameRequestAndTheOriginalStaysAsItIs()
    {
        var key = new HttpRequestOptionsKey<string>("mine");
        using var request = new HttpRequestMessage(HttpMethod.Put, "http://catalog/x?y") { Version = new Version(2, 0), VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new StringContent("body") };
        request.Headers.Host = "shop.example";
        request.Headers.ExpectContinue = true;
        request.Headers.TryAddWithoutValidation("Accept", ["text/plain", "not, a; valid=,one"]);
        request.Headers.TryAddWithoutValidation("If-Modified-Since", "yesterday");
        request.Options.Set(key, "value");
        request.AllowRetry();
        var before = request.ToString();

        using var copy = RequestCopy.Of(request);

        Assert.Equal(before, copy.ToString());
        Assert.Equal(before, request.ToString());
        Assert.Equal((request.Version, request.VersionPolicy, "shop.example", true), (copy.Version, copy.VersionPolicy, copy.Headers.Host, copy.Headers.ExpectContinue));
        Assert.Same(request.Content, copy.Content);
        Assert.True(copy.Options.TryGetValue(key, out var value) && value == "value");
        Assert.True(copy.IsRetryAllowed());
    }
}
