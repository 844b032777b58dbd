using Balancing.Resolution.DnsProtocol;

namespace Balancing.Tests.Resolution.DnsProtocol;

public sealed class DnsReaderTests
{
    /// <summary>The example of RFC 1035, 4.1.4: F.ISI.ARPA at 20, FOO.F.ISI.ARPA at 40, ARPA at 64, the root at 92.</summary>
    [Fact]
    public void CompressedNames_AreReadAsInTheRfc()
    {
        var message = new byte[93];
        "\u0001F\u0003ISI\u0004ARPA\0"u8.CopyTo(message.AsSpan(20));
        "\u0003FOO"u8.CopyTo(message.AsSpan(40));
        (message[44], message[45]) = (0xC0, 20);
        (message[64], message[65]) = (0xC0, 26);

        Assert.Equal(("f.isi.arpa", 32), Read(message, 20));
        Assert.Equal(("foo.f.isi.arpa", 46), Read(message, 40));
        Assert.Equal(("arpa", 66), Read(message, 64));
        Assert.Equal(("", 93), Read(message, 92));
    }

    [Fact]
    public void OddBytes_AreEscaped_SoThatNoTwoNamesLookAlike()
    {
        Assert.Equal("a\\046b.\\000\\255\\032", Read([3, (byte)'a', (byte)'.', (byte)'b', 3, 0, 255, 32, 0], 0)!.Value.Name);
    }

    [Fact]
    public void ANameThatWasReadByPointer_IsReadAgainFromTheSamePlace()
    {
        byte[] message = [1, (byte)'a', 0, 1, (byte)'b', 0, 0xC0, 0, 0xC0, 3, 0xC0, 3, 0xC0, 0];
        var reader = new DnsReader(message);
        var names = new List<string>();
        while (reader.TryReadName(out var name)) names.Add(name);
        Assert.Equal(["a", "b", "a", "b", "b", "a"], names);
        Assert.Equal(0, reader.Remaining);
    }

    [Theory]
    [InlineData("C000", 0)] // to itself
    [InlineData("C0020000", 0)] // forward
    [InlineData("0161C000", 0)] // into the name it stands in
    [InlineData("C002C000", 2)] // to and fro
    [InlineData("0161C0030161C000", 4)] // round in a circle
    [InlineData("C0", 0)] // half a pointer
    [InlineData("0361", 0)] // half a label
    [InlineData("0161", 0)] // no end
    [InlineData("", 0)]
    [InlineData("4161", 0)] // label types that are not in use
    [InlineData("8161", 0)]
    public void BrokenNames_AreRefused(string hex, int at) => Assert.Null(Read(Convert.FromHexString(hex), at));

    [Fact]
    public void Name_Of255Bytes_IsRead_AndOneMoreIsRefused()
    {
        byte[] longest = [.. Enumerable.Range(0, 127).SelectMany(_ => new byte[] { 1, (byte)'a' }), 0];
        Assert.Equal(253, Read(longest, 0)!.Value.Name.Length);
        Assert.Null(Read([2, (byte)'a', (byte)'a', .. longest[2..]], 0));
        Assert.Null(Read([.. longest, 1, (byte)'b', 0xC0, 0], 255));
    }

    [Fact]
    public void PointersToPointers_AreFollowed_UpToALimit()
    {
        // The root at 0, then one pointer after the other, each to the one before.
        byte[] chain = [0, 0xC0, 0, .. Enumerable.Range(0, 200).SelectMany(i => new byte[] { 0xC0, (byte)(1 + (2 * i)) }).Take(250)];
        Assert.Equal("", Read(chain, 1 + (2 * 120))!.Value.Name);

        byte[] longer = [0, 0xC0, 0, .. Enumerable.Range(0, 300).SelectMany(i => new byte[] { (byte)(0xC0 | ((1 + (2 * i)) >> 8)), (byte)(1 + (2 * i)) })];
        Assert.Null(Read(longer, 1 + (2 * 300)));
    }

    private static (string Name, int Position)? Read(byte[] message, int at)
    {
        var reader = new DnsReader(message);
        reader.TryRead(at, out _);
        return reader.TryReadName(out var name) ? (name, reader.Position) : null;
    }
}
