using System.Text.RegularExpressions;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;

namespace Balancing.Benchmarks;

/// <summary>Writes what benchmarks/results holds: one row per case, one column per number of endpoints, medians; then the bytes.</summary>
internal sealed partial class TableExporter : ExporterBase
{
    protected override string FileExtension => "md";

    protected override string FileCaption => "table";

    public override void ExportToLog(Summary summary, ILogger logger)
    {
        var cases = summary.Reports.Where(report => report.ResultStatistics is not null).ToArray();
        logger.WriteLine("Median nanoseconds per operation:\n");
        WriteTable(cases, logger, report => report.ResultStatistics!.Median);
        logger.WriteLine("\nBytes allocated per operation:\n");
        WriteTable(cases, logger, report => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0);
    }

    private static void WriteTable(BenchmarkReport[] cases, ILogger logger, Func<BenchmarkReport, double> value)
    {
        var columns = cases.Select(Column).Distinct(StringComparer.Ordinal).ToArray();
        logger.WriteLine($"| | {string.Join(" | ", columns)} |");
        logger.WriteLine($"|---|{string.Concat(columns.Select(_ => "---:|"))}");
        foreach (var row in cases.GroupBy(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name, StringComparer.Ordinal))
        {
            var cells = columns.Select(column => row.FirstOrDefault(report => Column(report) == column) is { } report ? Format(value(report)) : "");
            logger.WriteLine($"| {Spaced(row.Key)} | {string.Join(" | ", cells)} |");
        }
    }

    /// <summary>The one parameter of a suite: the number of endpoints, or what else its cases vary.</summary>
    private static string Column(BenchmarkReport report) => report.BenchmarkCase.Parameters.Items switch
    {
        [] => "all",
        [{ Value: int size } parameter, ..] => $"{parameter.Name} = {size:N0}",
        [var parameter, ..] => $"{parameter.Value}",
    };

    private static string Format(double value) => value is > 0 and < 100 ? $"{value:0.0}" : $"{value:N0}";

    private static string Spaced(string name) => WordStart().Replace(name, match => " " + match.Value.ToLowerInvariant());

    [GeneratedRegex("(?<!^)[A-Z]", RegexOptions.None, 1000)]
    private static partial Regex WordStart();
}
