using System.Diagnostics;
using System.Text.Json;

namespace Balancing.Quickstart.Tests;

/// <summary>One run of the sample as its user runs it: a process of its own.</summary>
internal sealed record QuickstartProcess(int ExitCode, string Output, string Errors, TimeSpan Elapsed)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public DrillSummary Drill => JsonSerializer.Deserialize<DrillOutput>(Output, Web)!.Drill;

    public IReadOnlyList<Strategy> Strategies => JsonSerializer.Deserialize<Summary>(Output, Web)!.Strategies;

    public IReadOnlyList<int> CountsOf(string strategy) => Strategies.Single(s => s.Name == strategy).Counts;

    public static async Task<QuickstartProcess> RunAsync(params string[] args)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Quickstart.dll"), .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new QuickstartProcess(process.ExitCode, await output, await errors, Stopwatch.GetElapsedTime(started));
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    internal sealed record DrillOutput(DrillSummary Drill);

    internal sealed record DrillSummary(string Strategy, IReadOnlyList<DrillPhase> Phases, IReadOnlyList<DrillEvent> Events);

    internal sealed record DrillPhase(
        string Name, string? Sick, int Requests, int Failed, int RequestsWithout, int FailedWithout, Dictionary<string, int> ByEndpoint, Dictionary<string, int> FailedByEndpoint);

    internal sealed record DrillEvent(
        double AtMs, string Endpoint, string From, string To, string Reason, double? Measured, double? Threshold, double? DurationMs);

    internal sealed record Summary(IReadOnlyList<Strategy> Strategies);

    internal sealed record Strategy(string Name, int Requests, int Failed, double? P50Ms, double? P99Ms, Dictionary<string, int> ByEndpoint)
    {
        /// <summary>The counts in the order of the document, which is that of the endpoints.</summary>
        public IReadOnlyList<int> Counts => [.. ByEndpoint.Values];
    }
}
