namespace Balancing.Algorithms;

/// <summary>What the pickers of the hashing algorithms have in common: requests without a key, bounded load, and what to do when nobody will have the request.</summary>
/// <param name="withoutKey">Picks for requests that have no key.</param>
/// <param name="bound">How much one endpoint may have; <see langword="null"/> for any amount.</param>
internal abstract class HashPicker(IEndpointPicker withoutKey, LoadBound? bound) : IEndpointPicker
{
    public Endpoint Pick(in PickContext context)
    {
        if (!context.Affinity.HasValue) return withoutKey.Pick(in context);
        if (bound is null) return Find(in context, double.PositiveInfinity) ?? FindAnyway(in context);
        return Find(in context, bound.At(context.Now))
            ?? (bound.IsEstimate ? Find(in context, bound.Recount()) : null)
            ?? Find(in context, double.PositiveInfinity)
            ?? FindAnyway(in context);
    }

    /// <summary>The key's first choice among those who accept it; <see langword="null"/> if there is none.</summary>
    /// <param name="context">The request.</param>
    /// <param name="mostInFlight">What an endpoint with all the weight may have.</param>
    protected abstract Endpoint? Find(in PickContext context, double mostInFlight);

    protected static bool AcceptsAnybody(in PickContext context, double mostInFlight) => !context.IsRestricted && double.IsPositiveInfinity(mostInFlight);

    protected static bool Accepts(Endpoint endpoint, double share, in PickContext context, double mostInFlight) =>
        !context.Excludes(endpoint) && (double.IsPositiveInfinity(mostInFlight) || endpoint.InFlight < Math.Ceiling(mostInFlight * share));

    protected static bool Accepts(HashMembers members, int index, in PickContext context, double mostInFlight) =>
        members.Takes(index, context.Affinity.Hash) && Accepts(members[index], members.ShareOf(index), in context, mostInFlight);

    /// <summary>For the few keys that a table has no answer for in reasonable time: rendezvous hashing, by weight, among those who accept.</summary>
    protected static Endpoint? HighestScore(HashMembers members, in PickContext context, double mostInFlight)
    {
        Endpoint? best = null;
        var bestScore = double.NegativeInfinity;
        for (var i = 0; i < members.Count; i++)
        {
            var score = Rendezvous.Score(Rendezvous.Uniform(context.Affinity.Hash, members.Hashes[i]), members.Weights[i]);
            if (score > bestScore && Accepts(members, i, in context, mostInFlight)) (best, bestScore) = (members[i], score);
        }

        return best;
    }

    /// <summary>Everybody is excluded: then the key's very first choice.</summary>
    private Endpoint FindAnyway(in PickContext context) => Find(new PickContext { Affinity = context.Affinity }, double.PositiveInfinity)!;
}
