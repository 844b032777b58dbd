namespace Balancing.Simulator.Results;

/// <summary>What came out of one run: of requests that arrived after the warm-up. Times in ms, of successful requests.</summary>
internal sealed record RunResult
{
    public required int Seed { get; init; }

    public required int Requests { get; init; }

    public required int ServerErrors { get; init; }

    public required int GatewayErrors { get; init; }

    /// <summary>No connection, or no answer before the deadline.</summary>
    public required int LocalOriginFailures { get; init; }

    /// <summary>There was no server to choose.</summary>
    public required int Unsent { get; init; }

    public required double Mean { get; init; }

    public required double P50 { get; init; }

    public required double P90 { get; init; }

    public required double P99 { get; init; }

    public required double P999 { get; init; }

    /// <summary>The quantile curve, by <see cref="Quantiles.Grid"/>.</summary>
    public required double[] Curve { get; init; }

    /// <summary>Share of the requests by server.</summary>
    public required double[] Shares { get; init; }

    public double ErrorPercent => 100.0 * (ServerErrors + GatewayErrors + LocalOriginFailures + Unsent) / Requests;

    public double MaxShare => Shares.Max();
}
