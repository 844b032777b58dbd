using Balancing.Http.Discovery;

namespace Balancing.Http.Tests.Discovery;

public class ServicesQueryTests
{
    [Theory]
    [InlineData("https+http://_dashboard.basket:443/p", "https http", "dashboard", "basket")]
    [InlineData("https+http://basket", "https http", null, "basket")]
    [InlineData("http+https://basket/", "http https", null, "basket")]
    [InlineData("http://BASKET", "http", null, "BASKET")]
    [InlineData("HTTPS+http://basket?q=://x", "https http", null, "basket")]
    [InlineData("basket", "https http", null, "basket")]
    [InlineData("basket:8080", "https http", null, "basket")]
    [InlineData("_a.b.c", "https http", "a", "b.c")]
    [InlineData("http://_a", "http", null, "_a")]
    [InlineData("_.b", "https http", null, "_.b")]
    [InlineData("_a.b.", "https http", null, "_a.b.")]
    [InlineData("http://my_service-2", "http", null, "my_service-2")]
    [InlineData("http://basket#there", "http", null, "basket")]
    public void AQuery_IsReadAsMicrosoftsLibraryDoes_ButForANameAlone(string text, string schemes, string? endpoint, string service)
    {
        var query = ServicesQuery.Parse(text);

        Assert.Equal((schemes, endpoint, service), (string.Join(' ', query.Schemes), query.Endpoint, query.Service));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("/p")]
    [InlineData("http://")]
    [InlineData("://basket")]
    [InlineData("tcp://basket")]
    [InlineData("https+tcp://basket")]
    [InlineData("https+://basket")]
    [InlineData("http://user@basket")]
    [InlineData("http://basket:")]
    [InlineData("http://basket:99999")]
    [InlineData("http://basket:1:2")]
    [InlineData("http://[::1]")]
    [InlineData("two words")]
    public void WhatIsNoQuery_IsRefused(string text)
    {
        var error = Assert.Throws<ArgumentException>(() => new BalancedHttpClientOptions().UseServices(text));

        Assert.StartsWith("The query must be a service such as catalog, https+http://catalog or http://_admin.catalog", error.Message, StringComparison.Ordinal);
    }
}
