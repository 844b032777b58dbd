namespace Balancing.Http;

/// <summary>When a request that is slow to be answered is sent to a second endpoint as well: whoever answers first wins, the other attempt is cancelled.</summary>
/// <remarks>
/// Only idempotent requests and those marked by <see cref="RequestRetry.AllowRetry"/>, with a body that can be sent twice, and not by the synchronous
/// <see cref="HttpClient.Send(HttpRequestMessage)"/>. After Dean and Barroso, "The Tail at Scale", Communications of the ACM 56(2), 2013.
/// </remarks>
public sealed record HedgingOptions
{
    /// <summary>Whether requests are hedged. Default false.</summary>
    public bool Enabled { get; set; }

    /// <summary>How long a request waits before it is hedged: 0 to 1 hour. Default: <see langword="null"/>, as long as <see cref="Quantile"/> of the last answers took.</summary>
    public TimeSpan? Delay { get; set; }

    /// <summary>The share of requests that are to be answered before they would be hedged: 0.5 to 0.999; default 0.95. It is known once 100 answers have been seen.</summary>
    public double Quantile { get; set; } = 0.95;

    /// <summary>How many extra attempts one request may have at a time: 1 to 5; default 1.</summary>
    public int MaxHedges { get; set; } = 1;

    /// <summary>How many extra attempts there may be in all: by default 5 % of the requests and one in ten seconds.</summary>
    public RetryBudgetOptions Budget { get; set; } = new() { Share = 0.05, MinPerSecond = 0.1 };

    internal void Validate()
    {
        Setting.Check(Delay is null || (Delay >= TimeSpan.Zero && Delay <= TimeSpan.FromHours(1)), Delay, "between 0 and 1 hour", $"Hedging.{nameof(Delay)}");
        Setting.Check(Quantile is >= 0.5 and <= 0.999, Quantile, "between 0.5 and 0.999", $"Hedging.{nameof(Quantile)}");
        Setting.Check(MaxHedges is >= 1 and <= 5, MaxHedges, "between 1 and 5", $"Hedging.{nameof(MaxHedges)}");
        Budget.Validate("Hedging.Budget");
    }
}
