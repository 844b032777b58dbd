using System.Net;
using Balancing.Internal;

namespace Balancing;

/// <summary>What a request sticks to, as a stable 64-bit hash: the same in every process, on every machine, for ever.</summary>
/// <remarks>The hash is xxHash64 (Yann Collet) with seed 0. The default value is "no key": a hashing algorithm then picks at random.</remarks>
public readonly record struct AffinityKey
{
    private AffinityKey(ulong hash)
    {
        Hash = hash;
        HasValue = true;
    }

    /// <summary>The hash; 0 when there is no key.</summary>
    public ulong Hash { get; }

    /// <summary>Whether there is a key.</summary>
    public bool HasValue { get; }

    /// <summary>A key from a client's address. An IPv4-mapped IPv6 address is the same key as the IPv4 address; a scope id is ignored.</summary>
    /// <param name="address">The address.</param>
    /// <param name="ipv4PrefixLength">How many bits of an IPv4 address count: 0 to 32. nginx's ip_hash looks at 24.</param>
    /// <param name="ipv6PrefixLength">How many bits of an IPv6 address count: 0 to 128. 64 make one key of a household whose devices change their addresses.</param>
    /// <exception cref="ArgumentOutOfRangeException">A prefix length is outside its range.</exception>
    public static AffinityKey From(IPAddress address, int ipv4PrefixLength = 32, int ipv6PrefixLength = 128)
    {
        ArgumentNullException.ThrowIfNull(address);
        Setting.Check(ipv4PrefixLength is >= 0 and <= 32, ipv4PrefixLength, "between 0 and 32");
        Setting.Check(ipv6PrefixLength is >= 0 and <= 128, ipv6PrefixLength, "between 0 and 128");
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        var key = address.IsIPv4MappedToIPv6 ? bytes[12..] : bytes[..length];
        Mask(key, key.Length == 4 ? ipv4PrefixLength : ipv6PrefixLength);
        return From(key);
    }

    /// <summary>A key from text, such as a user's or a tenant's name. Its UTF-8 bytes are hashed, case matters.</summary>
    public static AffinityKey From(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new AffinityKey(XxHash64.HashUtf8(text));
    }

    /// <summary>A key from bytes.</summary>
    public static AffinityKey From(ReadOnlySpan<byte> bytes) => new(XxHash64.Hash(bytes));

    /// <summary>A key from the text of an IP address, such as <c>203.0.113.7</c> or <c>2001:db8::1</c>.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is not an IP address in its usual notation.</exception>
    public static AffinityKey ParseAddress(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        // IPAddress.Parse takes "1" for 0.0.0.1 and "010.0.0.1" for octal, and drops the port of "[::1]:80": a typing error would choose a
        // server in silence.
        var usual = text.Contains(':', StringComparison.Ordinal) ? text[0] != '[' : text.AsSpan().Count('.') == 3 && !HasLeadingZero(text);
        return usual && IPAddress.TryParse(text, out var address)
            ? From(address)
            : throw new FormatException($"'{text}' is not an IP address. Write it as 203.0.113.7 or 2001:db8::1.");
    }

    private static void Mask(Span<byte> address, int bits)
    {
        for (var i = 0; i < address.Length; i++, bits -= 8) address[i] &= bits >= 8 ? (byte)0xff : bits > 0 ? (byte)(0xff << (8 - bits)) : (byte)0;
    }

    private static bool HasLeadingZero(string dotted)
    {
        foreach (var part in dotted.AsSpan().Split('.'))
        {
            if (dotted.AsSpan(part) is ['0', _, ..]) return true;
        }

        return false;
    }
}
