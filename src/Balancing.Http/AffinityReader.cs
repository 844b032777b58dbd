using System.Net.Http.Headers;

namespace Balancing.Http;

/// <summary>Finds the key that a request sticks to.</summary>
internal sealed class AffinityReader
{
    private readonly string _client;
    private readonly AffinityOptions _options;
    private readonly Func<HttpRequestMessage, AffinityKey>? _own;
    private readonly IClientAddressAccessor? _clientAddress;

    public AffinityReader(string client, AffinityOptions options, Func<HttpRequestMessage, AffinityKey>? own, IClientAddressAccessor? clientAddress)
    {
        options.Validate();
        (_client, _options, _own, _clientAddress) = (client, options with { }, own, clientAddress);
    }

    /// <exception cref="InvalidOperationException">There is none, and that is to be an error.</exception>
    public AffinityKey KeyOf(HttpRequestMessage request)
    {
        var key = request.GetAffinityKey();
        if (!key.HasValue) key = _own is null ? Read(request) : _own(request);
        return key.HasValue ? key : WhenMissing();
    }

    private AffinityKey Read(HttpRequestMessage request) => _options.From switch
    {
        AffinitySource.ClientAddress when _clientAddress?.ClientAddress is { } address => AffinityKey.From(address, _options.IPv4PrefixLength, _options.IPv6PrefixLength),
        AffinitySource.Header => ValueOf(request.Headers, _options.Name!) is { } value ? AffinityKey.From(value) : default,
        AffinitySource.Cookie => ValueOf(request.Headers, "Cookie") is { } cookies ? KeyOf(cookies, _options.Name!, ';') : default,
        AffinitySource.Query => KeyOf(request.RequestUri!.Query.AsSpan().TrimStart('?'), _options.Name!, '&'),
        AffinitySource.Path => AffinityKey.From(request.RequestUri!.AbsolutePath),
        _ => default,
    };

    private AffinityKey WhenMissing() => _options.WhenMissing switch
    {
        MissingAffinity.Fixed => AffinityKey.From(""),
        MissingAffinity.Error => throw new InvalidOperationException($"Balanced client '{_client}': the request has no affinity key, and Affinity:WhenMissing is Error. It was looked for in: {_options.From} {_options.Name}."),
        _ => default,
    };

    private static string? ValueOf(HttpHeaders headers, string name) => headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    /// <summary>The value of the first <c>name=value</c> among those that the separator divides.</summary>
    private static AffinityKey KeyOf(ReadOnlySpan<char> text, string name, char separator)
    {
        foreach (var range in text.Split(separator))
        {
            var pair = text[range].Trim();
            if (pair.Length > name.Length && pair[name.Length] == '=' && pair.StartsWith(name, StringComparison.Ordinal)) return AffinityKey.From(pair[(name.Length + 1)..].ToString());
        }

        return default;
    }
}
