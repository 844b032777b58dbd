using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Balancing.Http;

/// <summary>Asks an endpoint how it is by gRPC's health checking protocol: <c>grpc.health.v1.Health/Check</c>. Immutable.</summary>
/// <remarks>The two messages have one field each; they are written and read here rather than with a library of their own.</remarks>
public sealed class GrpcHealthProbe : IHealthProbe
{
    private const int MaxAnswer = 1024, Prefix = 5;
    private const byte StringField1 = 0x0A, VarintField1 = 0x08, Serving = 1;

    private readonly HttpMessageInvoker _invoker;
    private readonly string? _host;
    private readonly byte[] _question;

    /// <summary>Creates a probe.</summary>
    /// <param name="invoker">Sends the requests, addressed to the endpoint: no balancing handler belongs in it. Not disposed by the probe.</param>
    /// <param name="service">The service asked about, up to 100 bytes; empty, the default, for the server as a whole.</param>
    /// <param name="host">The Host to send; the endpoint's own when <see langword="null"/>.</param>
    public GrpcHealthProbe(HttpMessageInvoker invoker, string service = "", string? host = null)
    {
        ArgumentNullException.ThrowIfNull(invoker);
        ArgumentNullException.ThrowIfNull(service);
        var name = Encoding.UTF8.GetBytes(service);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, 100, nameof(service));
        _invoker = invoker;
        _host = host;
        byte[] message = name.Length == 0 ? [] : [StringField1, (byte)name.Length, .. name];
        _question = [0, 0, 0, 0, (byte)message.Length, .. message];
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ProbeAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{endpoint}/grpc.health.v1.Health/Check"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(_question) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        if ((_host ?? endpoint.HostName) is { } host) request.Headers.Host = host;

        using var response = await _invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK) return false;
        await response.Content.LoadIntoBufferAsync(MaxAnswer, cancellationToken).ConfigureAwait(false);
        var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        return GrpcStatus.Read(response) == "0" && IsServing(answer);
    }

    /// <summary>Whether the bytes are one uncompressed message whose first field says SERVING. Anything else is no.</summary>
    internal static bool IsServing(ReadOnlySpan<byte> answer) =>
        answer.Length >= Prefix + 2
        && answer[0] == 0
        && BinaryPrimitives.ReadUInt32BigEndian(answer[1..]) == answer.Length - Prefix
        && answer[Prefix] == VarintField1
        && answer[Prefix + 1] == Serving;
}
