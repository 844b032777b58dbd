using Balancing.Resolution.DnsProtocol;

namespace Balancing.Tests.Resolution.DnsProtocol;

public sealed class ResolvConfTests
{
    [Fact]
    public void ServersSearchListAndOptions_AreRead()
    {
        var servers = Parse("""
            # written by the kubelet
            ; and by hand
            nameserver 10.96.0.10
              nameserver	fd00::53   # the other one
            nameserver nonsense
            search default.svc.cluster.local svc.cluster.local. .
            options ndots:5 timeout:1 attempts:3 rotate edns0
            sortlist 10.0.0.0
            """);
        Assert.Equal(["10.96.0.10:53", "[fd00::53]:53"], servers.Servers.Select(server => server.ToString()));
        Assert.Equal(["default.svc.cluster.local", "svc.cluster.local"], servers.Search);
        Assert.Equal((5, 1.0, 3), (servers.CompleteDots, servers.Timeout.TotalSeconds, servers.Attempts));
    }

    [Fact]
    public void WhatIsNotSaid_IsAsInTheOptions_AndTheServerThatOfThisMachine()
    {
        var servers = Parse("");
        Assert.Equal("127.0.0.1:53", Assert.Single(servers.Servers).ToString());
        Assert.Empty(servers.Search);
        Assert.Equal((1, 7.0, 2), (servers.CompleteDots, servers.Timeout.TotalSeconds, servers.Attempts));
    }

    [Theory]
    [InlineData("options timeout:99999 attempts:99999 ndots:99999", 15, 30, 5)]
    [InlineData("options timeout:0 attempts:0 ndots:0", 0, 1, 1)]
    [InlineData("options timeout:-1 attempts:x ndots:", 1, 7, 2)]
    [InlineData("options timeout attempts", 1, 7, 2)]
    public void Numbers_AreKeptWithinTheLimitsOfTheManual(string text, int dots, int timeout, int attempts)
    {
        var servers = Parse(text);
        Assert.Equal((dots, (double)timeout, attempts), (servers.CompleteDots, servers.Timeout.TotalSeconds, servers.Attempts));
    }

    [Fact]
    public void OfSearchAndDomain_TheLastOneCounts()
    {
        Assert.Equal(["b", "c"], Parse("domain a\nsearch b c").Search);
        Assert.Equal(["a"], Parse("search b c\r\ndomain a").Search);
    }

    [Theory]
    [InlineData("shop", "shop.x.example shop.y.example shop")]
    [InlineData("shop.eu", "shop.eu shop.eu.x.example shop.eu.y.example")]
    [InlineData("shop.", "shop.")]
    public void Candidates_AreInTheOrderOfTheManual(string name, string expected) =>
        Assert.Equal(expected.Split(' '), Parse("search x.example y.example").Candidates(name));

    [Theory]
    [InlineData("10.0.0.53", "10.0.0.53:53")]
    [InlineData("10.0.0.53:5353", "10.0.0.53:5353")]
    [InlineData("fd00::53", "[fd00::53]:53")]
    [InlineData("::", "[::]:53")]
    [InlineData("fd00::0", "[fd00::]:53")]
    [InlineData("[fd00::53]", "[fd00::53]:53")]
    [InlineData("[fd00::53]:5353", "[fd00::53]:5353")]
    public void Server_IsRead(string text, string expected)
    {
        Assert.True(NameServerSettings.TryParse(text, out var server));
        Assert.Equal(expected, server.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("dns.example")]
    [InlineData("10.0.0.53:0")]
    [InlineData("[fd00::53]:0")]
    [InlineData("10.0.0.53:65536")]
    [InlineData("udp://10.0.0.53")]
    public void Server_IsRefused(string? text) => Assert.False(NameServerSettings.TryParse(text, out _));

    private static NameServerSettings Parse(string text) => ResolvConf.Parse(text, TimeSpan.FromSeconds(7), 2);
}
