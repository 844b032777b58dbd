using System.Text.Json;
using System.Text.Unicode;

namespace Balancing.Resolution;

/// <summary>What a file of endpoints says. Strict, as the configuration is: a property that nobody knows is a typing error.</summary>
internal static class EndpointFile
{
    private const string Endpoints = "Endpoints";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <param name="bytes">All of the file.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="InvalidDataException">Names the file, the place and what is wrong; the only exception there is.</exception>
    public static IReadOnlyList<EndpointDescription> Parse(ReadOnlyMemory<byte> bytes, string path)
    {
        if (bytes.Span.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        if (!Utf8.IsValid(bytes.Span)) throw new InvalidDataException($"'{path}' is not a text in UTF-8.");
        if (bytes.Span.Trim(" \t\r\n"u8).IsEmpty) throw new InvalidDataException($"'{path}' is empty.");
        try
        {
            using var document = JsonDocument.Parse(bytes, Lenient);
            return Read(List(document.RootElement));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is not JSON, or not all of it: {e.Message}", e);
        }
        catch (EndpointFileException e)
        {
            throw new InvalidDataException($"'{path}': {e.Message}", e.InnerException);
        }
    }

    /// <summary>The array itself, or the one in an object of one property.</summary>
    private static JsonElement List(JsonElement root)
    {
        var list = root;
        if (root.ValueKind == JsonValueKind.Object)
        {
            var properties = EndpointFileProperty.AllOf(root, "");
            if (properties.Find(property => !property.Is(Endpoints)) is { } unknown) throw new EndpointFileException($"{unknown.Key} is not known: an object may have {Endpoints} and nothing else.");
            list = properties.Count == 1 ? properties[0].Value : throw new EndpointFileException($"{Endpoints} is missing.");
        }

        if (list.ValueKind != JsonValueKind.Array) throw new EndpointFileException($"{Endpoints} is {EndpointFileProperty.Shown(list)}, which is wrong: it must be a list.");
        return list.GetArrayLength() > 0 ? list : throw new EndpointFileException($"{Endpoints} is '(empty)', which is wrong: it must name at least one endpoint.");
    }

    private static EndpointDescription[] Read(JsonElement list)
    {
        var endpoints = new EndpointDescription[list.GetArrayLength()];
        var places = new Dictionary<Uri, int>(endpoints.Length);
        var next = 0;
        foreach (var element in list.EnumerateArray())
        {
            var endpoint = EndpointFileElement.Read(element, $"{Endpoints}:{next}");
            if (!places.TryAdd(endpoint.Address, next))
                throw new EndpointFileException($"{Endpoints}:{next}:Address is '{endpoint.Address}', which is the same as that of {Endpoints}:{places[endpoint.Address]}. Give one endpoint a higher weight instead.");
            endpoints[next++] = endpoint;
        }

        return Array.Exists(endpoints, endpoint => endpoint.Weight > 0)
            ? endpoints
            : throw new EndpointFileException($"{Endpoints} is '(all weights 0)', which is wrong: it must have at least one weight above 0.");
    }
}
