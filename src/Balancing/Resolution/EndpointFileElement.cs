using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace Balancing.Resolution;

/// <summary>One endpoint of a file: an address, or an object.</summary>
internal static class EndpointFileElement
{
    private const string Address = "Address";

    private delegate EndpointDescription Change(EndpointDescription endpoint, EndpointFileProperty property);

    private static readonly FrozenDictionary<string, Change> Known = new Dictionary<string, Change>(StringComparer.Ordinal)
    {
        [Address] = (endpoint, _) => endpoint,
        ["HostName"] = (endpoint, property) => endpoint with { HostName = HostName(property) },
        ["HashKey"] = (endpoint, property) => endpoint with { HashKey = property.AsText() },
        ["Weight"] = (endpoint, property) => endpoint with { Weight = property.AsNumber(EndpointDescription.IsValidWeight, $"a number between 0 and {EndpointDescription.MaxWeight:N0}") },
        ["Priority"] = (endpoint, property) => endpoint with { Priority = property.AsInteger(number => number >= 0, "a whole number, 0 or more") },
        ["Zone"] = (endpoint, property) => endpoint with { Zone = property.AsText() },
        ["Metadata"] = (endpoint, property) => endpoint with { Metadata = Metadata(property) },
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <param name="element">The endpoint.</param>
    /// <param name="key">Where it stands.</param>
    /// <exception cref="EndpointFileException">Something in it is wrong.</exception>
    public static EndpointDescription Read(JsonElement element, string key)
    {
        if (element.ValueKind == JsonValueKind.String) return At(new EndpointFileProperty(key, Address, element));
        if (element.ValueKind != JsonValueKind.Object) throw new EndpointFileException($"{key} is {EndpointFileProperty.Shown(element)}, which is wrong: it must be an address or an object.");

        // The address first, wherever it stands: a description is made of it.
        var properties = EndpointFileProperty.AllOf(element, $"{key}:");
        var endpoint = At(properties.Find(property => property.Is(Address)) ?? throw new EndpointFileException($"{key}:{Address} is missing."));
        foreach (var property in properties)
        {
            if (!Known.TryGetValue(property.Name, out var change)) throw new EndpointFileException($"{property.Key} is not known. Known are {string.Join(", ", Known.Keys.Order(StringComparer.Ordinal))}.");

            // null says what leaving it out says.
            if (property.Value.ValueKind != JsonValueKind.Null) endpoint = change(endpoint, property);
        }

        return endpoint;
    }

    private static EndpointDescription At(EndpointFileProperty property)
    {
        var text = property.AsText();
        try
        {
            return new EndpointDescription(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw property.Wrong($"not allowed: {e.Message.TrimEnd('.')}", e);
        }
    }

    /// <summary>ASCII, because a Host header must be.</summary>
    private static string HostName(EndpointFileProperty property)
    {
        var name = property.AsText();
        return name.Length > 0 && Ascii.IsValid(name) && Uri.TryCreate($"http://{name}/", UriKind.Absolute, out var uri) && uri is { PathAndQuery: "/", UserInfo: "", Fragment: "" }
            ? name
            : throw property.Wrong("wrong: it must be a host name, with a port if need be, such as api.example.com, in ASCII");
    }

    private static Dictionary<string, string> Metadata(EndpointFileProperty property) => property.Value.ValueKind == JsonValueKind.Object
        ? EndpointFileProperty.AllOf(property.Value, $"{property.Key}:", StringComparer.Ordinal).ToDictionary(entry => entry.Name, entry => entry.AsText(), StringComparer.Ordinal)
        : throw property.Wrong("wrong: it must be an object of texts");
}
