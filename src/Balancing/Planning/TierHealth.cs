namespace Balancing.Planning;

/// <summary>How many endpoints of a tier could be used, and how many of those are well.</summary>
internal readonly record struct TierHealth(int Priority, int Usable, int Healthy)
{
    public double Share => Usable == 0 ? 0 : Healthy / (double)Usable;

    /// <summary>Whether so few are well that health is not a reason to leave the others out.</summary>
    public bool IsBelow(double threshold) => Healthy == 0 || Healthy < threshold * Usable;
}
