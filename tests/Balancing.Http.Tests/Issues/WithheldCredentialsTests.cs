using Balancing.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Balancing.Http.Tests.Issues;

/// <summary>The password in an address was withheld from messages only if nothing else was wrong with the address.</summary>
public class WithheldCredentialsTests
{
    [Theory]
    [InlineData("http://user:secret@10.0.0.1")]
    [InlineData("ftp://user:secret@10.0.0.1")]
    [InlineData("user:secret@10.0.0.1")]
    [InlineData("http://user:secret@10.0.0.1:99999")]
    [InlineData("//user:secret@10.0.0.1")]
    public void Password_IsInNoMessage(string address)
    {
        using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", o => o.AddEndpoint(address)));

        var fromOptions = Assert.Throws<OptionsValidationException>(() => services.Client("catalog"));
        var fromCode = Assert.ThrowsAny<ArgumentException>(() => new EndpointDescription(address));

        Assert.DoesNotContain("secret", fromOptions.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fromCode.ToString(), StringComparison.Ordinal);
    }
}
