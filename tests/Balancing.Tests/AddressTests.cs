namespace Balancing.Tests;

public sealed class AddressTests
{
    [Theory]
    [InlineData("http://10.0.0.7:8080", "http://10.0.0.7:8080")]
    [InlineData("http://10.0.0.7:80/", "http://10.0.0.7")]
    [InlineData("https://shop:443", "https://shop")]
    [InlineData("https://shop:80", "https://shop:80")]
    [InlineData("HTTP://Shop.Example/", "http://shop.example")]
    [InlineData("http://shop/Base/Path/", "http://shop/Base/Path")]
    [InlineData("http://shop//", "http://shop")]
    [InlineData("http://shop/a%2Fb", "http://shop/a%2Fb")]
    [InlineData("tcp://DB1:5432", "tcp://db1:5432")]
    [InlineData("grpc://host", "grpc://host")]
    [InlineData("http://[2001:DB8::1]:8080/", "http://[2001:db8::1]:8080")]
    [InlineData("http://[2001:db8:0:0:0:0:0:1]", "http://[2001:db8::1]")]
    [InlineData("http://münchen.example", "http://xn--mnchen-3ya.example")]
    [InlineData("http://MÜNCHEN.example:8080/", "http://xn--mnchen-3ya.example:8080")]
    [InlineData("tcp://münchen.example:5", "tcp://xn--mnchen-3ya.example:5")]
    public void Address_HasOneSpelling(string written, string normal)
    {
        Assert.Equal(normal, new Endpoint(written).ToString());
        Assert.Equal(new EndpointDescription(normal), new EndpointDescription(written) with { Metadata = new EndpointDescription(normal).Metadata });
        Assert.Equal(normal, new Endpoint(normal).ToString());
    }

    [Theory]
    [InlineData("http://shop", "https://shop")]
    [InlineData("http://shop", "http://shop:8080")]
    [InlineData("http://shop", "http://shop/base")]
    [InlineData("http://shop/base", "http://shop/Base")]
    [InlineData("http://shop/a/b", "http://shop/a%2Fb")]
    public void DifferentAddresses_StayDifferent(string one, string other) =>
        Assert.NotEqual(new EndpointDescription(one).Address, new EndpointDescription(other).Address);

    [Theory]
    [InlineData("shop", "not an absolute address")]
    [InlineData("10.0.0.7:8080", "not an absolute address")]
    [InlineData("", "not an absolute address")]
    [InlineData("http://", "not an absolute address")]
    [InlineData("http://:80", "not an absolute address")]
    [InlineData("http://shop:99999", "not an absolute address")]
    [InlineData("http://two words", "not an absolute address")]
    [InlineData("localhost:8080", "no host")]
    [InlineData("/relative/path", "no host")]
    [InlineData("file:///etc/hosts", "no host")]
    [InlineData("urn:a:b", "no host")]
    [InlineData("http://shop/?a=b", "query")]
    [InlineData("http://shop/#top", "fragment")]
    public void BadAddress_IsRefused_ByNameAndWithTheReason(string address, string reason)
    {
        var error = Assert.Throws<ArgumentException>(() => new EndpointDescription(address));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains(address, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Credentials_AreRefused_AndNotRepeated()
    {
        var error = Assert.Throws<ArgumentException>(() => new EndpointDescription("http://admin:s3cret@shop/"));
        Assert.Contains("shop", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void RelativeUri_IsRefused() => Assert.Throws<ArgumentException>(() => new EndpointDescription(new Uri("base", UriKind.Relative)));
}
