namespace Balancing.Health;

/// <summary>Finds outliers among samples. Pure: it votes and changes nothing.</summary>
internal interface IOutlierJudge
{
    /// <summary>Votes against some of the sampled endpoints.</summary>
    /// <param name="samples">The endpoints that are in use now.</param>
    /// <param name="votes">Gets a vote for each outlier.</param>
    void Judge(ReadOnlySpan<EndpointSample> samples, List<Vote> votes);
}
