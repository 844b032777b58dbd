using System.Buffers.Binary;
using System.Globalization;

namespace Balancing.AspNetCore;

/// <summary>A load report as it is sent, in two languages. Made once for all requests of an interval.</summary>
/// <param name="processor">The part of the processors that is used.</param>
/// <param name="application">The application's own measure; 0 if it has none.</param>
/// <param name="requestsPerSecond">How many requests end in a second.</param>
/// <param name="errorsPerSecond">How many of them are errors.</param>
/// <param name="inFlight">How many requests are in flight.</param>
internal sealed class ServerLoadReport(double processor, double application, double requestsPerSecond, double errorsPerSecond, long inFlight)
{
    private string? _binary;

    /// <summary>The value of <c>endpoint-load-metrics</c>. Never in the form 1E-05, which not everybody reads.</summary>
    public string Text { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"TEXT cpu_utilization={processor:0.######}{(application > 0 ? string.Create(CultureInfo.InvariantCulture, $",application_utilization={application:0.######}") : "")},rps_fractional={requestsPerSecond:0.###},eps={errorsPerSecond:0.###},named_metrics.requests_in_flight={inFlight}");

    /// <summary>The value of <c>endpoint-load-metrics-bin</c>: base64 of protobuf. Made when it is first wanted; of two threads that make it at once, one result is kept.</summary>
    public string Binary => _binary ??= Encode(processor, application, requestsPerSecond, errorsPerSecond, inFlight);

    private static string Encode(double processor, double application, double requestsPerSecond, double errorsPerSecond, long inFlight)
    {
        var entry = (byte[])[0x0A, (byte)InFlightName.Length, .. InFlightName, 0x11, .. Bytes(inFlight)];
        return Convert.ToBase64String([
            0x09, .. Bytes(processor), // 1: cpu_utilization
            0x31, .. Bytes(requestsPerSecond), // 6: rps_fractional
            0x39, .. Bytes(errorsPerSecond), // 7: eps
            0x42, (byte)entry.Length, .. entry, // 8: named_metrics
            .. application > 0 ? [0x49, .. Bytes(application)] : ReadOnlySpan<byte>.Empty]); // 9: application_utilization
    }

    private static ReadOnlySpan<byte> InFlightName => "requests_in_flight"u8;

    private static byte[] Bytes(double value)
    {
        var bytes = new byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        return bytes;
    }
}
