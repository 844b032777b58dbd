using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Balancing.Simulator.Results;

/// <summary>A summary as JSON, one row per line, so that a comparison of two versions shows which rows have changed.</summary>
internal static class SummaryFile
{
    private static readonly JsonSerializerOptions Format = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, IgnoreReadOnlyProperties = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(Summary summary)
    {
        var head = JsonSerializer.Serialize(summary with { Rows = [] }, Format);
        var rows = summary.Rows.Select(row => JsonSerializer.Serialize(row, Format));
        return $"{head[..^"]}".Length]}\n{string.Join(",\n", rows)}\n]}}\n";
    }

    /// <exception cref="InvalidDataException">It is no summary.</exception>
    public static Summary Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Summary>(File.ReadAllText(path), Format) ?? throw new InvalidDataException($"{path} is empty.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is no summary: {e.Message}", e);
        }
    }
}
