namespace Balancing.Http;

/// <summary>What requests stick to under a hashing strategy, or with <see cref="BalancedHttpClientOptions.Sticky"/>. Read once, when the client is made.</summary>
public sealed record AffinityOptions
{
    /// <summary>Where the key is taken from, unless the request was given one. Default: nowhere.</summary>
    public AffinitySource From { get; set; }

    /// <summary>The name of the header, cookie or query value.</summary>
    public string? Name { get; set; }

    /// <summary>How many bits of a client's IPv4 address count: 0 to 32, the default. nginx's ip_hash looks at 24.</summary>
    public int IPv4PrefixLength { get; set; } = 32;

    /// <summary>How many bits of a client's IPv6 address count: 0 to 128, the default.</summary>
    public int IPv6PrefixLength { get; set; } = 128;

    /// <summary>What becomes of a request without a key. Default: it goes to a random endpoint.</summary>
    public MissingAffinity WhenMissing { get; set; }

    /// <summary>Throws if a value is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the setting, its value and the range.</exception>
    public void Validate()
    {
        Setting.Check(Enum.IsDefined(From), From, "None, ClientAddress, Header, Cookie, Query or Path");
        Setting.Check(!string.IsNullOrEmpty(Name) || From is not (AffinitySource.Header or AffinitySource.Cookie or AffinitySource.Query), Name, $"given for {From}");
        Setting.Check(IPv4PrefixLength is >= 0 and <= 32, IPv4PrefixLength, "between 0 and 32");
        Setting.Check(IPv6PrefixLength is >= 0 and <= 128, IPv6PrefixLength, "between 0 and 128");
        Setting.Check(Enum.IsDefined(WhenMissing), WhenMissing, "Random, Fixed or Error");
    }
}
