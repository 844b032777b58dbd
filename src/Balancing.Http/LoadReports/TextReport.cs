using System.Globalization;

namespace Balancing.Http.LoadReports;

/// <summary>A load report as text: <c>cpu_utilization=0.3,rps_fractional=120,named_metrics.queue=4</c>, with = or : between name and number.</summary>
internal static class TextReport
{
    private const NumberStyles Number = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent | NumberStyles.AllowLeadingSign;

    public static bool TryParse(ReadOnlySpan<char> text, string[] wanted, out LoadReport report)
    {
        report = default;
        var builder = new ReportBuilder(wanted);
        foreach (var range in text.Split(','))
        {
            var pair = text[range].Trim(' ');
            var at = pair.IndexOfAny('=', ':');
            if (at <= 0 || !double.TryParse(pair[(at + 1)..].Trim(' '), Number, CultureInfo.InvariantCulture, out var value) || !builder.TryAdd(pair[..at].TrimEnd(' '), value)) return false;
        }

        report = builder.Build();
        return true;
    }
}
