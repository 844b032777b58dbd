using System.Net;
using System.Text;
using Balancing.Internal;

namespace Balancing.Tests;

public sealed class AffinityKeyTests
{
    [Fact]
    public void NoKey_IsTheDefault()
    {
        Assert.False(default(AffinityKey).HasValue);
        Assert.NotEqual(default, AffinityKey.From(""));
        Assert.True(AffinityKey.From("").HasValue);
    }

    [Fact]
    public void Hash_IsXxHash64OfTheBytes()
    {
        Assert.Equal(0x44BC2CF5AD770999ul, AffinityKey.From("abc").Hash);
        Assert.Equal(AffinityKey.From("abc"), AffinityKey.From(Encoding.UTF8.GetBytes("abc").AsSpan()));
        Assert.Equal(XxHash64.Hash([203, 0, 113, 7]), AffinityKey.ParseAddress("203.0.113.7").Hash);
    }

    [Fact]
    public void Text_IsCaseSensitive() => Assert.NotEqual(AffinityKey.From("Tenant"), AffinityKey.From("tenant"));

    [Theory]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7")]
    [InlineData("203.0.113.7", "::ffff:cb00:7107")]
    [InlineData("fe80::1", "fe80::1%3")]
    [InlineData("2001:db8::1", "2001:0DB8:0:0:0:0:0:1")]
    public void OneAddress_InTwoSpellings_IsOneKey(string one, string other)
    {
        Assert.Equal(AffinityKey.ParseAddress(one), AffinityKey.ParseAddress(other));
        Assert.Equal(AffinityKey.From(IPAddress.Parse(one)), AffinityKey.ParseAddress(other));
    }

    [Fact]
    public void DifferentAddresses_AreDifferentKeys()
    {
        string[] addresses = ["203.0.113.7", "203.0.113.8", "7.113.0.203", "::cb00:7107", "2001:db8::1", "::1", "0.0.0.0", "::"];
        Assert.Equal(addresses.Length, addresses.Select(AffinityKey.ParseAddress).Distinct().Count());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("010.0.0.1")]
    [InlineData("10.0.0.01")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("300.1.1.1")]
    [InlineData("1..2.3")]
    [InlineData("-1.2.3.4")]
    [InlineData(" 1.2.3.4")]
    [InlineData("1.2.3.4 ")]
    [InlineData("1.2.3.4:80")]
    [InlineData("[::1]")]
    [InlineData("[::1]:80")]
    [InlineData("2001:db8::1/64")]
    [InlineData(":")]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("www.example.org")]
    public void MalformedAddress_IsRefused_ByName(string text)
    {
        var error = Assert.Throws<FormatException>(() => AffinityKey.ParseAddress(text));
        Assert.Contains($"'{text}'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("203.0.113.7")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("2001:db8::1")]
    public void WellFormedAddress_IsAKey(string text) => Assert.Equal(AffinityKey.From(IPAddress.Parse(text)), AffinityKey.ParseAddress(text));
}
