using System.Text.Json;
using System.Text.Json.Serialization;

namespace Quickstart.Drills;

/// <summary>A drill as one JSON object.</summary>
internal sealed record DrillJson(DrillSummary Drill)
{
    public static async Task WriteAsync(Stream output, DrillSummary summary)
    {
        await JsonSerializer.SerializeAsync(output, new DrillJson(summary), DrillJsonContext.Default.DrillJson);
        await output.WriteAsync("\n"u8.ToArray());
    }
}

/// <summary>What came out of a drill.</summary>
internal sealed record DrillSummary(string Strategy, IReadOnlyList<PhaseResult> Phases, IReadOnlyList<DrillEvent> Events);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(DrillJson))]
internal sealed partial class DrillJsonContext : JsonSerializerContext;
