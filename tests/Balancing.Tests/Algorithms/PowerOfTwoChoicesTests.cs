namespace Balancing.Tests.Algorithms;

public sealed class PowerOfTwoChoicesTests
{
    public static TheoryData<int, int> OrderedPairs
    {
        get
        {
            var pairs = new TheoryData<int, int>();
            for (var first = 0; first < 4; first++)
            {
                for (var second = 0; second < 4; second++)
                {
                    if (first != second) pairs.Add(first, second);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(OrderedPairs))]
    public void Pick_PrefersTheLessLoadedOfExactlyTheTwoDrawn(int first, int second)
    {
        // Load grows with the index, so that a pick which looked at a third endpoint, or at the wrong two, would show.
        var set = EndpointSets.Equal(4);
        for (var i = 0; i < 4; i++) Begin(set[i], i);
        var random = new ScriptedRandom(Pair(first, second, 4));

        var picked = LoadBalancer.PowerOfTwoChoices(random).CreatePicker(set).Pick(default);

        Assert.Same(set[Math.Min(first, second)], picked);
        Assert.Equal(0, random.Remaining);
    }

    [Theory]
    [MemberData(nameof(OrderedPairs))]
    public void Pick_WithATie_TakesTheFirstDrawn(int first, int second)
    {
        var set = EndpointSets.Equal(4);
        var picked = LoadBalancer.PowerOfTwoChoices(new ScriptedRandom(Pair(first, second, 4))).CreatePicker(set).Pick(default);
        Assert.Same(set[first], picked);
    }

    [Fact]
    public void Pick_NeverDrawsTheSameTwice()
    {
        // The most loaded endpoint could win only against itself.
        foreach (var set in new[] { EndpointSets.Equal(5), EndpointSets.Weighted(1, 1, 1, 1, 50) })
        {
            Begin(set[4], 1_000_000);
            var picker = LoadBalancer.PowerOfTwoChoices().CreatePicker(set);
            for (var i = 0; i < 20_000; i++) Assert.NotSame(set[4], picker.Pick(default));
        }
    }

    [Fact]
    public void EveryPair_IsDrawnEquallyOften()
    {
        // Load grows with the index, so of the 10 pairs endpoint 0 wins the 4 it is in, endpoint 1 the 3 it is in without 0, and so on.
        const int Picks = 50_000;
        var set = EndpointSets.Equal(5);
        for (var i = 0; i < 5; i++) Begin(set[i], i);
        var picker = LoadBalancer.PowerOfTwoChoices().CreatePicker(set);
        var counts = new int[5];
        for (var i = 0; i < Picks; i++) counts[Array.IndexOf(set.Endpoints, picker.Pick(default))]++;

        for (var i = 0; i < 5; i++)
        {
            var share = (4 - i) / 10.0;
            var allowed = Chance.Deviation(Picks, share, 5);
            Assert.InRange(counts[i], (Picks * share) - allowed, (Picks * share) + allowed);
        }
    }

    [Fact]
    public void WeightedPick_ComparesLoadPerWeight()
    {
        // Of 1:3 the alias table's first column is half endpoint 0, half endpoint 1, and its second column all endpoint 1.
        const double Draws0 = 0.1, Draws1 = 0.75;
        foreach (var (inFlight0, inFlight1, expected) in new[] { (1, 2, 1), (1, 3, 0), (1, 4, 0), (2, 5, 1) })
        {
            var set = EndpointSets.Weighted(1, 3);
            Begin(set[0], inFlight0);
            Begin(set[1], inFlight1);
            var picked = LoadBalancer.PowerOfTwoChoices(new ScriptedRandom(Draws0, Draws1)).CreatePicker(set).Pick(default);
            Assert.Same(set[expected], picked);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 2)]
    public void WeightedPick_FallsBackToADistinctEndpoint_WhenRedrawsCollide(int fallback, int expected)
    {
        // Endpoint 1 holds nearly all of the weight: the middle of every column's upper half leads to it. Five draws collide, then one of the
        // other two is taken.
        var set = EndpointSets.Weighted(1, 1_000, 1);
        Begin(set[1], 1_000_000);
        var random = new ScriptedRandom([0.5, 0.5, 0.5, 0.5, 0.5, ScriptedRandom.Index(fallback, 2)]);

        Assert.Same(set[expected], LoadBalancer.PowerOfTwoChoices(random).CreatePicker(set).Pick(default));
        Assert.Equal(0, random.Remaining);
    }

    private static void Begin(Endpoint endpoint, int requests)
    {
        for (var i = 0; i < requests; i++) endpoint.BeginRequest();
    }

    /// <summary>The one fraction that makes an even pick draw <paramref name="first"/> of n, then <paramref name="second"/> of the other n − 1.</summary>
    private static double Pair(int first, int second, int count) =>
        (first + ScriptedRandom.Index(second > first ? second - 1 : second, count - 1)) / count;
}
