using Balancing.Resolution;

namespace Balancing.Tests.Resolution;

public sealed class DnsOptionsTests
{
    public static TheoryData<string, DnsOptions> OutOfRange => new()
    {
        { "Servers:1 must be the IP address of a name server, with a port if need be, such as 10.0.0.53:5353. (Parameter 'Servers:1')\nActual value was dns.example.", new() { Servers = ["10.0.0.1", "dns.example"] } },
        { "Timeout must be between 1 ms and 1 minute. (Parameter 'Timeout')\nActual value was 00:00:00.", new() { Timeout = TimeSpan.Zero } },
        { "Timeout must be between 1 ms and 1 minute.", new() { Timeout = TimeSpan.FromSeconds(61) } },
        { "Attempts must be between 1 and 10. (Parameter 'Attempts')\nActual value was 0.", new() { Attempts = 0 } },
        { "Attempts must be between 1 and 10.", new() { Attempts = 11 } },
        { "MinInterval must be between 100 ms and 1 hour.", new() { MinInterval = TimeSpan.FromMilliseconds(99) } },
        { "MaxInterval must be between MinInterval (00:00:02) and 1 day.", new() { MaxInterval = TimeSpan.FromSeconds(1) } },
        { "Interval must be between MinInterval (00:00:02) and MaxInterval (00:05:00).", new() { Interval = TimeSpan.FromMinutes(6) } },
        { "Jitter must be between 0 and 0.5.", new() { Jitter = double.NaN } },
        { "AddressFamilies must be one of Both, IPv4, IPv6, PreferIPv4, PreferIPv6.", new() { AddressFamilies = (DnsAddressFamilies)9 } },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void AValueOutOfRange_IsRefused_NamingKeyValueAndRange(string message, object options)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new DnsResolver("http://shop", (DnsOptions)options));
        Assert.StartsWith(message, error.Message.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Defaults_AreValid() => new DnsOptions().Validate();

    [Theory]
    [InlineData("http://10.0.0.1", "has no host name")]
    [InlineData("tcp://[::1]:5432", "has no host name")]
    [InlineData("shop:80/base", "has no host")]
    [InlineData("http://user@shop", "user info")]
    public void AnAddressWithoutAName_IsRefused(string address, string problem) =>
        Assert.Contains(problem, Assert.Throws<ArgumentException>(() => new DnsResolver(address)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("", "http", "")]
    [InlineData("_http._tcp..shop", "http", "")]
    [InlineData("_http._tcp.shop", "", "")]
    [InlineData("_http._tcp.shop", "h ttp", "")]
    [InlineData("_http._tcp.shop", "http", "base")]
    [InlineData("_http._tcp.shop", "http", "/?a")]
    public void AServiceThatMakesNoAddress_IsRefused(string service, string scheme, string path) =>
        Assert.Throws<ArgumentException>(() => new DnsSrvResolver(service, scheme, path));
}
