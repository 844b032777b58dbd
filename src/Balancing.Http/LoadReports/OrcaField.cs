namespace Balancing.Http.LoadReports;

/// <summary>The fields of <c>xds.data.orca.v3.OrcaLoadReport</c>, by their numbers.</summary>
internal enum OrcaField
{
    CpuUtilization = 1,
    MemoryUtilization = 2,

    /// <summary>Deprecated: a whole number.</summary>
    WholeRequestsPerSecond = 3,
    RequestCost = 4,
    Utilization = 5,
    RequestsPerSecond = 6,
    ErrorsPerSecond = 7,
    NamedMetrics = 8,
    ApplicationUtilization = 9,
}
