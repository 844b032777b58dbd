namespace Balancing.Http.LoadReports;

/// <summary>Puts a load report together, figure by figure, and refuses what cannot be one.</summary>
internal struct ReportBuilder(string[] wanted)
{
    private readonly string[] _wanted = wanted;
    private double _cpu, _memory, _application, _rate, _wholeRate, _errors;
    private int _seen;
    private int _count;
    private Dictionary<string, double>? _metrics;

    /// <summary>Whether a figure may be added: there are not too many yet, and it is a number that means something.</summary>
    private bool Accepts(double value) => value >= 0 && double.IsFinite(value) && ++_count <= LoadReportParser.MaxMetrics;

    /// <summary>A figure by the name of its field. False if there is no such field, if it has come before, or if the number is none.</summary>
    public bool TryAdd(ReadOnlySpan<char> name, double value) => name switch
    {
        "cpu_utilization" => TrySet(OrcaField.CpuUtilization, value),
        "mem_utilization" => TrySet(OrcaField.MemoryUtilization, value),
        "application_utilization" => TrySet(OrcaField.ApplicationUtilization, value),
        "rps_fractional" => TrySet(OrcaField.RequestsPerSecond, value),
        "rps" => TrySet(OrcaField.WholeRequestsPerSecond, value),
        "eps" => TrySet(OrcaField.ErrorsPerSecond, value),
        _ => IsBehind(name, "utilization.") || IsBehind(name, "named_metrics.") || IsBehind(name, "request_cost.") ? TryAddNamed(name, value) : false,
    };

    /// <summary>A figure that has a field of its own, once.</summary>
    public bool TrySet(OrcaField field, double value)
    {
        var bit = 1 << (int)field;
        if ((_seen & bit) != 0 || !Accepts(value)) return false;
        _seen |= bit;
        switch (field)
        {
            case OrcaField.CpuUtilization: _cpu = value; break;
            case OrcaField.MemoryUtilization: _memory = value; break;
            case OrcaField.ApplicationUtilization: _application = value; break;
            case OrcaField.RequestsPerSecond: _rate = value; break;
            case OrcaField.WholeRequestsPerSecond: _wholeRate = value; break;
            default: _errors = value; break;
        }

        return true;
    }

    /// <summary>A figure by its full name. It is kept if somebody wants it, under the name it is wanted by: so nothing is copied.</summary>
    public bool TryAddNamed(ReadOnlySpan<char> name, double value)
    {
        if (!Accepts(value)) return false;
        foreach (var known in _wanted)
        {
            if (name.SequenceEqual(known)) return (_metrics ??= new Dictionary<string, double>(_wanted.Length, StringComparer.Ordinal)).TryAdd(known, value);
        }

        return true;
    }

    public readonly LoadReport Build() => new()
    {
        CpuUtilization = _cpu,
        MemoryUtilization = _memory,
        ApplicationUtilization = _application,

        // The whole number is the older field.
        RequestsPerSecond = (_seen & (1 << (int)OrcaField.RequestsPerSecond)) != 0 ? _rate : _wholeRate,
        ErrorsPerSecond = _errors,
        Metrics = _metrics,
    };

    private static bool IsBehind(ReadOnlySpan<char> name, string kind) => name.Length > kind.Length && name.StartsWith(kind, StringComparison.Ordinal);
}
