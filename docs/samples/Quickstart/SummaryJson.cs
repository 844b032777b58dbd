using System.Text.Json;
using System.Text.Json.Serialization;

namespace Quickstart;

/// <summary>The results as one JSON object.</summary>
internal sealed record SummaryJson(IReadOnlyList<RunResult> Strategies)
{
    public static async Task WriteAsync(Stream output, IReadOnlyList<RunResult> results)
    {
        await JsonSerializer.SerializeAsync(output, new SummaryJson(results), SummaryJsonContext.Default.SummaryJson);
        await output.WriteAsync("\n"u8.ToArray());
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SummaryJson))]
internal sealed partial class SummaryJsonContext : JsonSerializerContext;
