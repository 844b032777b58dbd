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
    public static AffinityKey From(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        var key = address.IsIPv4MappedToIPv6 ? bytes[12..] : bytes[..length];
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

    private static bool HasLeadingZero(string dotted)
    {
        foreach (var part in dotted.AsSpan().Split('.'))
        {
            if (dotted.AsSpan(part) is ['0', _, ..]) return true;
        }

        return false;
    }
}
