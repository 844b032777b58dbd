using Perfolizer.Horology;

namespace Balancing.Benchmarks;

/// <summary>Counts the processor time of this process, which runs one benchmark: time that neighbours take from the machine is not in it.</summary>
public sealed class ProcessorTime : IClock
{
    public string Title => "Processor time";

    public bool IsAvailable => !OperatingSystem.IsBrowser();

    public Frequency Frequency { get; } = new(TimeSpan.TicksPerSecond);

    public long GetTimestamp() => Environment.CpuUsage.TotalTime.Ticks;
}
