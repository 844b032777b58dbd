namespace Balancing.LoadReports;

/// <summary>What one endpoint has reported last, and since when it reports. Hangs on the endpoint.</summary>
/// <remarks>
/// Reports come from any thread and are written without a lock: of two that come at once the weight may be one's and the time the other's, which does no harm.
/// Working out factors is the latch's.
/// </remarks>
internal sealed class ReportedLoad
{
    private const long Never = -1;

    private double _weight;
    private long _last = Never;
    private long _since;
    private long _addedAt;

    /// <summary>What the endpoint's weight is multiplied by. Inside the latch only.</summary>
    public double Factor { get; set; } = 1;

    public static ReportedLoad Of(Endpoint endpoint) => endpoint.State.GetOrAdd(static () => new ReportedLoad());

    /// <summary>The endpoint has come to the list, or come back: what it said before counts no more. Inside the latch only.</summary>
    public void Restart(TimeSpan now)
    {
        Volatile.Write(ref _addedAt, now.Ticks);
        Factor = 1;
    }

    public void Record(double weight, TimeSpan now, TimeSpan expiration)
    {
        var last = Volatile.Read(ref _last);
        if (last == Never || last < Volatile.Read(ref _addedAt) || now.Ticks - last >= expiration.Ticks) Volatile.Write(ref _since, now.Ticks);
        Volatile.Write(ref _weight, weight);

        // The time of the report comes last: who sees it sees since when the row goes on.
        Volatile.Write(ref _last, now.Ticks);
    }

    /// <summary>Whether the last report is recent enough to count, or will be.</summary>
    public bool IsLive(TimeSpan now, LoadReportOptions options) =>
        Volatile.Read(ref _last) is var last && last != Never && last >= Volatile.Read(ref _addedAt) && now.Ticks - last < options.ExpirationPeriod.Ticks;

    /// <summary>0 unless there is a weight that counts: reported within the last <see cref="LoadReportOptions.ExpirationPeriod"/>, in a row that is older than <see cref="LoadReportOptions.BlackoutPeriod"/>.</summary>
    public double WeightAt(TimeSpan now, LoadReportOptions options)
    {
        if (!IsLive(now, options)) return 0;

        // A report that raced with the endpoint's return may have gone on with the row from before.
        var since = Math.Max(Volatile.Read(ref _since), Volatile.Read(ref _addedAt));
        return now.Ticks - since >= options.BlackoutPeriod.Ticks ? Volatile.Read(ref _weight) : 0;
    }
}
