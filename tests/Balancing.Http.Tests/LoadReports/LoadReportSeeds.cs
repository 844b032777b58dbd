namespace Balancing.Http.Tests.LoadReports;

/// <summary>Values of headers that are load reports: what fuzzing starts from.</summary>
internal static class LoadReportSeeds
{
    /// <summary>The binary example of the ORCA specification.</summary>
    public const string Published = "CZqZmZmZmbk/MQAAAAAAAABAQg4KA2ZvbxGamZmZmZm5P0IOCgNiYXIRmpmZmZmZyT8=";

    public static IReadOnlyList<string> All { get; } =
    [
        "TEXT cpu_utilization=0.3,mem_utilization=0.8,rps_fractional=10.0,eps=1,named_metrics.custom_metric_util=0.4",
        "TEXT cpu_utilization:0.7,application_utilization:0.8,utilization.gpu:0.2,request_cost.disk:1e3",
        """JSON {"cpu_utilization": 0.3, "mem_utilization": 0.8, "rps_fractional": 10.0, "eps": 1, "named_metrics": {"queue": 4}}""",
        """JSON {"cpuUtilization":0.3,"utilization":{"gpu":0.5},"rpsFractional":10,"requestCost":{"disk":2}}""",
        $"BIN {Published}",
        $"BIN {Full}",
    ];

    /// <summary>Every field there is, written by hand, with one that nobody knows: 100 = "x".</summary>
    public static string Full => Convert.ToBase64String(
    [
        0x09, .. Double(0.3),
        0x11, .. Double(0.8),
        0x18, 0x0A,
        .. Entry(0x22, "disk", 2),
        .. Entry(0x2A, "gpu", 0.5),
        0x31, .. Double(10.5),
        0x39, .. Double(1),
        .. Entry(0x42, "queue", 4),
        0x49, .. Double(0.7),
        0xA2, 0x06, 0x01, (byte)'x',
    ]);

    public static byte[] Entry(byte tag, string name, double value) => [tag, (byte)(name.Length + 11), 0x0A, (byte)name.Length, .. name.Select(c => (byte)c), 0x11, .. Double(value)];

    public static byte[] Double(double value) => BitConverter.GetBytes(value);
}
