using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using Perfolizer.Horology;

namespace Balancing.Benchmarks;

/// <summary>Many short slices instead of a few long ones: on a machine with neighbours the median of fifteen beats the mean of five.</summary>
internal sealed class ShortConfig : ManualConfig
{
    public ShortConfig()
    {
        AddJob(Job.Default
            .WithClock(new ProcessorTime())
            .WithLaunchCount(1)
            .WithWarmupCount(12) // with the pilot before them over a second: enough for the JIT's last tier on a busy machine
            .WithIterationCount(15)
            .WithIterationTime(TimeInterval.FromMilliseconds(80)));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumnProvider(DefaultColumnProviders.Instance);
        AddColumn(StatisticColumn.Median);
        AddLogger(ConsoleLogger.Default);
        AddExporter(new TableExporter());
    }
}
