using Balancing.Simulator.Results;

namespace Balancing.Loopback;

/// <summary>What has been measured, and how late requests were sent, on average: what the machine was doing besides.</summary>
internal sealed record Measurement(RunResult Result, double LateMs);
