using System.Text.Json;

namespace Balancing.Resolution;

/// <summary>A property in a file of endpoints.</summary>
/// <param name="Key">Where it stands, as configuration writes it: <c>Endpoints:3:Weight</c>.</param>
/// <param name="Name">As the file spells it.</param>
/// <param name="Value">Its value.</param>
internal sealed record EndpointFileProperty(string Key, string Name, JsonElement Value)
{
    /// <summary>The properties of an object. Which of two that have the same name counts would be a guess, so that is an error.</summary>
    public static List<EndpointFileProperty> AllOf(JsonElement element, string prefix, StringComparer? comparer = null)
    {
        var seen = new HashSet<string>(comparer ?? StringComparer.OrdinalIgnoreCase);
        var properties = new List<EndpointFileProperty>();
        foreach (var property in element.EnumerateObject())
        {
            var name = Text(() => property.Name) ?? throw new EndpointFileException($"{prefix} has a property whose name is no text.");
            if (!seen.Add(name)) throw new EndpointFileException($"{prefix}{name} is there twice.");
            properties.Add(new EndpointFileProperty($"{prefix}{name}", name, property.Value));
        }

        return properties;
    }

    /// <summary>A value for a message: not all of it, if it is long.</summary>
    public static string Shown(JsonElement value)
    {
        const int Longest = 80;
        var text = value.GetRawText();
        var shown = text.Length <= Longest ? text : $"{text.AsSpan(0, Longest)}…";

        // What may be user info, well-formed or not, is not for a log.
        return text.Contains('@', StringComparison.Ordinal) ? "'(withheld)'" : value.ValueKind == JsonValueKind.String ? $"'{shown.Trim('"')}'" : $"'{shown}'";
    }

    public bool Is(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);

    public EndpointFileException Wrong(string problem, Exception? cause = null) => new($"{Key} is {Shown(Value)}, which is {problem}.", cause);

    public string AsText() =>
        (Value.ValueKind == JsonValueKind.String ? Text(() => Value.GetString()) : null) ?? throw Wrong("wrong: it must be a text");

    public double AsNumber(Func<double, bool> isAllowed, string allowed) =>
        Value.ValueKind == JsonValueKind.Number && Value.TryGetDouble(out var number) && isAllowed(number) ? number : throw Wrong($"wrong: it must be {allowed}");

    public int AsInteger(Func<int, bool> isAllowed, string allowed) =>
        Value.ValueKind == JsonValueKind.Number && Value.TryGetInt32(out var number) && isAllowed(number) ? number : throw Wrong($"wrong: it must be {allowed}");

    /// <summary>JSON can write what is no text: half of a surrogate pair.</summary>
    private static string? Text(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
