namespace Balancing.Http;

/// <summary>How endpoints are asked how they are.</summary>
public enum HealthProbeType
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>With an HTTP request.</summary>
    Http = 1,

    /// <summary>By opening a TCP connection.</summary>
    Tcp = 2,

    /// <summary>By gRPC's health checking protocol.</summary>
    Grpc = 3,
}
