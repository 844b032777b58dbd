using System.Text;
using System.Text.Json;

namespace Balancing.Http.LoadReports;

/// <summary>A load report as JSON: the fields by name, in snake_case or camelCase, with maps as objects.</summary>
internal static class JsonReport
{
    private const int LongestName = 256;

    public static bool TryParse(ReadOnlySpan<char> json, string[] wanted, out LoadReport report)
    {
        report = default;
        var builder = new ReportBuilder(wanted);
        Span<byte> utf8 = stackalloc byte[3 * LoadReportParser.MaxLength];
        var reader = new Utf8JsonReader(utf8[..Encoding.UTF8.GetBytes(json, utf8)], new JsonReaderOptions { MaxDepth = 2 });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject || !TryReadObject(ref reader, "", ref builder) || reader.Read()) return false;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is for a name that is no text, such as half of a pair of surrogates.
            return false;
        }

        report = builder.Build();
        return true;
    }

    /// <summary>Reads to the end of an object, whose figures are named with what is in front of them.</summary>
    private static bool TryReadObject(ref Utf8JsonReader reader, scoped ReadOnlySpan<char> kind, ref ReportBuilder builder)
    {
        Span<char> name = stackalloc char[LongestName];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.HasValueSequence || kind.Length + reader.ValueSpan.Length > name.Length) return false;
            kind.CopyTo(name);
            var length = kind.Length + reader.CopyString(name[kind.Length..]);
            if (!reader.Read()) return false;
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value))
            {
                if (!(kind.IsEmpty ? builder.TryAdd(FieldName(name[..length]), value) : builder.TryAddNamed(name[..length], value))) return false;
            }
            else if (reader.TokenType != JsonTokenType.StartObject || !kind.IsEmpty || MapName(name[..length]) is not { } map || !TryReadObject(ref reader, map, ref builder))
            {
                return false;
            }
        }

        return reader.TokenType == JsonTokenType.EndObject;
    }

    /// <summary>No dots: those are made here.</summary>
    private static ReadOnlySpan<char> FieldName(ReadOnlySpan<char> name) => name switch
    {
        "cpuUtilization" => "cpu_utilization",
        "memUtilization" => "mem_utilization",
        "applicationUtilization" => "application_utilization",
        "rpsFractional" => "rps_fractional",
        _ => name.Contains('.') ? "" : name,
    };

    private static string? MapName(ReadOnlySpan<char> name) => name switch
    {
        "utilization" => "utilization.",
        "named_metrics" or "namedMetrics" => "named_metrics.",
        "request_cost" or "requestCost" => "request_cost.",
        _ => null,
    };
}
