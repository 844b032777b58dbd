namespace Balancing.Http.LoadReports;

/// <summary>Reads a load report (ORCA) from a header's value: <c>TEXT a=1,b=2</c>, <c>JSON {…}</c>, <c>BIN base64</c>, or the base64 alone.</summary>
/// <remarks>Strict, as Envoy: one bad item discards the report. Never throws, whatever comes, and does no more work than the lengths here allow.</remarks>
internal static class LoadReportParser
{
    /// <summary>The longest value that is looked at. Envoy's own figures fill two hundred.</summary>
    public const int MaxLength = 4_096;

    /// <summary>The most figures that a report may have.</summary>
    public const int MaxMetrics = 128;

    /// <param name="value">The value of <c>endpoint-load-metrics</c>.</param>
    /// <param name="wanted">The named figures to keep.</param>
    /// <param name="report">What it says.</param>
    public static bool TryParse(ReadOnlySpan<char> value, string[] wanted, out LoadReport report)
    {
        report = default;
        if (value.Length > MaxLength) return false;
        value = value.Trim(' ');
        return value.StartsWith("TEXT ", StringComparison.Ordinal) ? TextReport.TryParse(value[5..], wanted, out report)
            : value.StartsWith("JSON ", StringComparison.Ordinal) ? JsonReport.TryParse(value[5..], wanted, out report)
            : value.StartsWith("BIN ", StringComparison.Ordinal) && TryParseBinary(value[4..], wanted, out report);
    }

    /// <param name="value">The value of <c>endpoint-load-metrics-bin</c>: base64, with or without the padding, which gRPC may leave out.</param>
    /// <param name="wanted">The named figures to keep.</param>
    /// <param name="report">What it says.</param>
    public static bool TryParseBinary(ReadOnlySpan<char> value, string[] wanted, out LoadReport report)
    {
        report = default;
        if (value.Length > MaxLength) return false;
        value = value.Trim(' ');
        Span<byte> bytes = stackalloc byte[MaxLength / 4 * 3];
        return TryDecode(value, bytes, out var length) && ProtobufReport.TryParse(bytes[..length], wanted, out report);
    }

    private static bool TryDecode(ReadOnlySpan<char> value, Span<byte> bytes, out int length)
    {
        var whole = value[..(value.Length & ~3)];
        var rest = value[whole.Length..];
        if (!Convert.TryFromBase64Chars(whole, bytes, out length)) return false;
        if (rest.IsEmpty) return true;

        Span<char> last = ['=', '=', '=', '='];
        rest.CopyTo(last);
        if (!Convert.TryFromBase64Chars(last, bytes[length..], out var more)) return false;
        length += more;
        return true;
    }
}
