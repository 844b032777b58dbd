using System.Net.Http.Headers;

namespace Balancing.Http.LoadReports;

/// <summary>Finds the load report among the headers of a response, or among the trailers of a gRPC call, and gives it to the attempt.</summary>
/// <remarks>Immutable, so safe for concurrent use. One per handler, and none where reports are off.</remarks>
internal sealed class LoadReportHeaders
{
    public const string Text = "endpoint-load-metrics";
    public const string Binary = "endpoint-load-metrics-bin";

    /// <summary>The named figures that somebody wants; all others are read over.</summary>
    private readonly string[] _wanted;

    private LoadReportHeaders(LoadReportOptions options) =>
        _wanted = [.. options.UtilizationMetrics.Where(name => name.Contains('.', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];

    /// <summary>What reads the reports of a cluster's endpoints; <see langword="null"/> if nobody wants them.</summary>
    public static LoadReportHeaders? For(Cluster cluster) => cluster.LoadReports is { Enabled: true } options ? new LoadReportHeaders(options) : null;

    /// <summary>Reports what there is. Never throws because of what a server has sent.</summary>
    public void Read(HttpHeaders headers, in Attempt attempt)
    {
        if (TryRead(headers, out var report)) attempt.Report(in report);
    }

    private bool TryRead(HttpHeaders headers, out LoadReport report)
    {
        report = default;

        // One value: of two that contradict each other neither is to be believed.
        if (headers.NonValidated.TryGetValues(Binary, out var binary)) return binary.Count == 1 && LoadReportParser.TryParseBinary(binary.ToString(), _wanted, out report);
        return headers.NonValidated.TryGetValues(Text, out var text) && text.Count == 1 && LoadReportParser.TryParse(text.ToString(), _wanted, out report);
    }
}
