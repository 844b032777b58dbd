using Balancing.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Balancing.Http.Tests.Issues;

/// <summary>A host name in other letters than ASCII passed validation, and then every request failed: it cannot be a Host header.</summary>
public class HostNameTests
{
    [Theory]
    [InlineData("b\u00fccher.example")]
    [InlineData("a b")]
    [InlineData("a\r\nX: y")]
    [InlineData("a%0d%0ab")]
    [InlineData("a\\b")]
    [InlineData("user@a")]
    public void NameThatCannotBeAHostHeader_IsRefused(string name)
    {
        using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", o => o.AddEndpoint("http://10.0.0.1", hostName: name)));

        var error = Assert.Throws<OptionsValidationException>(() => services.Client("catalog"));

        Assert.Contains("Endpoints:0:HostName", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xn--bcher-kva.example")]
    [InlineData("api.example.com:8443")]
    [InlineData("[2001:db8::1]:80")]
    public void NameThatCan_IsTaken(string name)
    {
        using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", o => o.AddEndpoint("http://10.0.0.1", hostName: name)));

        Assert.Equal(name, services.GetRequiredService<BalancedClusters>()["catalog"].Endpoints[0].HostName);
    }
}
