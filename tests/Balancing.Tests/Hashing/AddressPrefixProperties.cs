using System.Net;
using FsCheck;
using FsCheck.Fluent;

namespace Balancing.Tests.Hashing;

/// <summary>A prefix length says which addresses are one key: exactly those whose first so many bits are the same.</summary>
public sealed class AddressPrefixProperties
{
    private static readonly Gen<byte[]> Bytes = Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(16);

    private static readonly Arbitrary<(byte[] Address, int Length, int Bit)> V4 = Cases(4).ToArbitrary();

    private static readonly Arbitrary<(byte[] Address, int Length, int Bit)> V6 = Cases(16).ToArbitrary();

    [Fact]
    public void ABitOfAnIPv4Address_Counts_IfItIsInThePrefix() => Prop.ForAll(V4, test =>
    {
        var (one, other) = (new IPAddress(test.Address), new IPAddress(Flip(test.Address, test.Bit)));
        return (AffinityKey.From(one, test.Length, 0) == AffinityKey.From(other, test.Length, 128)) == (test.Bit >= test.Length)
            && AffinityKey.From(one.MapToIPv6(), test.Length, 7) == AffinityKey.From(one, test.Length);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void ABitOfAnIPv6Address_Counts_IfItIsInThePrefix() => Prop.ForAll(V6, test =>
    {
        var (one, other) = (new IPAddress(test.Address), new IPAddress(Flip(test.Address, test.Bit)));
        return one.IsIPv4MappedToIPv6 || other.IsIPv4MappedToIPv6
            || (AffinityKey.From(one, 0, test.Length) == AffinityKey.From(other, 32, test.Length)) == (test.Bit >= test.Length);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void AWholePrefix_IsTheAddress() => Prop.ForAll(V6, test =>
        AffinityKey.From(new IPAddress(test.Address)) == AffinityKey.From(new IPAddress(test.Address), 32, 128)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(-1, 128, "ipv4PrefixLength")]
    [InlineData(33, 128, "ipv4PrefixLength")]
    [InlineData(32, -1, "ipv6PrefixLength")]
    [InlineData(32, 129, "ipv6PrefixLength")]
    public void ALengthOutOfRange_IsRefused_ByName(int v4, int v6, string name) =>
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => AffinityKey.From(IPAddress.Loopback, v4, v6)).ParamName);

    private static Gen<(byte[] Address, int Length, int Bit)> Cases(int size) =>
        from bytes in Bytes
        from length in Gen.Choose(0, size * 8)
        from bit in Gen.Choose(0, (size * 8) - 1)
        select (bytes[..size], length, bit);

    /// <summary>Bits are counted from the left, as in a prefix.</summary>
    private static byte[] Flip(byte[] address, int bit)
    {
        var flipped = (byte[])address.Clone();
        flipped[bit / 8] ^= (byte)(0x80 >> (bit % 8));
        return flipped;
    }
}
