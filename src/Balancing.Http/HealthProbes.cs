using Balancing.Health;

namespace Balancing.Http;

/// <summary>Makes the probe that configuration names.</summary>
internal static class HealthProbes
{
    /// <param name="options">What to ask.</param>
    /// <param name="transport">Makes what sends HTTP and gRPC probes.</param>
    public static IHealthProbe? Create(HealthProbeOptions options, Func<HttpMessageHandler> transport) => options.Type switch
    {
        HealthProbeType.Http => new HttpHealthProbe(new HttpMessageInvoker(transport()), options),
        HealthProbeType.Tcp => new TcpHealthProbe(),
        HealthProbeType.Grpc => new GrpcHealthProbe(new HttpMessageInvoker(transport()), options.Service, options.Host),
        _ => null,
    };
}
