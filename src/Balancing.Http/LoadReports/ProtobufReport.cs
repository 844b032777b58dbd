using System.Text;

namespace Balancing.Http.LoadReports;

/// <summary>A load report in protobuf's wire format: the message <c>xds.data.orca.v3.OrcaLoadReport</c>. Fields that are not known are passed over.</summary>
internal static class ProtobufReport
{
    private const int LongestName = 256;

    public static bool TryParse(ReadOnlySpan<byte> message, string[] wanted, out LoadReport report)
    {
        report = default;
        var builder = new ReportBuilder(wanted);
        var reader = new ProtobufReader(message);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadField(out var field) || !TryAdd(field, ref builder)) return false;
        }

        report = builder.Build();
        return true;
    }

    private static bool TryAdd(in ProtobufField field, ref ReportBuilder builder) => (OrcaField)field.Number switch
    {
        OrcaField.CpuUtilization or OrcaField.MemoryUtilization or OrcaField.ApplicationUtilization or OrcaField.RequestsPerSecond or OrcaField.ErrorsPerSecond =>
            field.IsFixed64 && builder.TrySet((OrcaField)field.Number, BitConverter.UInt64BitsToDouble(field.Value)),
        OrcaField.WholeRequestsPerSecond => field.IsVarint && builder.TrySet(OrcaField.WholeRequestsPerSecond, field.Value),
        OrcaField.Utilization => TryAddEntry(in field, "utilization.", ref builder),
        OrcaField.NamedMetrics => TryAddEntry(in field, "named_metrics.", ref builder),
        OrcaField.RequestCost => TryAddEntry(in field, "request_cost.", ref builder),
        _ => true,
    };

    /// <summary>An entry of a map: a message of a key and a value, either of which is left out if it is empty or 0.</summary>
    private static bool TryAddEntry(in ProtobufField entry, string kind, ref ReportBuilder builder)
    {
        if (!entry.IsBytes) return false;
        ReadOnlySpan<byte> key = default;
        var value = 0.0;
        var reader = new ProtobufReader(entry.Bytes);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadField(out var field)) return false;
            switch (field.Number)
            {
                case 1 when field.IsBytes: key = field.Bytes; break;
                case 2 when field.IsFixed64: value = BitConverter.UInt64BitsToDouble(field.Value); break;
                case 1 or 2: return false;
                default: break;
            }
        }

        Span<char> name = stackalloc char[LongestName];
        if (kind.Length + key.Length > name.Length) return false;
        kind.CopyTo(name);
        return builder.TryAddNamed(name[..(kind.Length + Encoding.UTF8.GetChars(key, name[kind.Length..]))], value);
    }
}
