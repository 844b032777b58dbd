namespace Balancing.Http;

/// <summary>What an active check asks an endpoint, and what it expects.</summary>
public sealed class HealthProbeOptions
{
    /// <summary>How endpoints are asked. Default: not at all.</summary>
    public HealthProbeType Type { get; set; }

    /// <summary>HTTP: path and query, beginning with a slash, below the endpoint's base path. Default <c>/</c>.</summary>
    public string Path { get; set; } = "/";

    /// <summary>HTTP: the method. Default GET.</summary>
    public string Method { get; set; } = "GET";

    /// <summary>HTTP: the version to ask in: 1.0, 1.1 (the default) or 2.0. Over TLS a higher one is used if the endpoint wants it; 2.0 without TLS is h2c.</summary>
    public Version HttpVersion { get; set; } = new(1, 1);

    /// <summary>HTTP: the statuses that mean well, 100 to 599. Default, and when empty: 200.</summary>
    public List<int> ExpectedStatuses { get; set; } = [];

    /// <summary>HTTP: headers to send.</summary>
    public Dictionary<string, string> Headers { get; set; } = [];

    /// <summary>HTTP and gRPC: the Host to send. Default: the endpoint's own.</summary>
    public string? Host { get; set; }

    /// <summary>gRPC: the service asked about. Default: the server as a whole.</summary>
    public string Service { get; set; } = "";
}
