namespace Balancing.Tests.Planning;

public sealed class SubsetPlotTests
{
    private const string Path = "docs/images/subsets.svg";

    [Fact]
    public void ThePictureInTheDocumentation_ShowsWhatIsMeasured()
    {
        var drawn = SubsetPlot.Draw();
        if (File.Exists(System.IO.Path.Combine(Repository.Root, Path)) && Repository.Read(Path).ReplaceLineEndings("\n") == drawn) return;

        var received = System.IO.Path.Combine(AppContext.BaseDirectory, "subsets.received.svg");
        File.WriteAllText(received, drawn);
        Assert.Fail($"Subsets are other than {Path} shows. Compare {received} with it; if the change is meant, copy the first over the second.");
    }

    /// <summary>By construction: 1,000 servers on a ring of as many slots as clients, so every slot ends where a server's arc does.</summary>
    [Theory]
    [InlineData(100, 1)]
    [InlineData(1_000, 19)]
    public void ClientsThatKnowTheirNumber_GiveEveryServerAsManyConnections(int clients, int each)
    {
        var subsets = Subsets.AllNumbered(SubsetPlot.Servers, SubsetPlot.Size, clients);
        Assert.All(Subsets.Connections(SubsetPlot.Servers, subsets), connections => Assert.Equal(each, connections));
    }

    /// <summary>
    /// Balls into bins. A server's connections are binomial(clients, 20/1,000): the fullest of 1,000 has x or more with probability at most 1,000 · P(X ≥ x), and fewer than
    /// x with probability at most exp(−1,000 · P(X ≥ x)), since the counts of a client's servers hinder one another (negative association). Both are held to 1 in 10⁹:
    /// the fullest has 5 to 18 connections from 100 clients, where the mean is 2, and 29 to 58 from 1,000, where it is 20. Once among 1,000 servers there are 7 and 35.
    /// The number of idle servers is that of empty bins, 1,000 · 0.98¹⁰⁰ = 133.
    /// </summary>
    [Theory]
    [InlineData(100, 7, 134)]
    [InlineData(1_000, 39, 0)]
    public void ClientsThatDrawTheirSubsets_FillSomeServersByChance(int clients, int fullest, int idle)
    {
        var connections = Subsets.Connections(SubsetPlot.Servers, Subsets.AllNamed(SubsetPlot.Servers, SubsetPlot.Size, clients));
        Assert.Equal((fullest, idle), ((int)connections.Max(), connections.Count(count => count == 0)));
        Assert.Equal(clients * SubsetPlot.Size, connections.Sum());

        var share = (double)SubsetPlot.Size / connections.Length;
        var l = Math.Log(1 / Chance.FalseAlarm);
        Assert.True(connections.Length * AtLeast(fullest + 1, clients, share) < l, "Chance fills some server more.");
        Assert.True(connections.Length * AtLeast(fullest, clients, share) > Chance.FalseAlarm, "Chance fills no server so much.");
        var empty = Math.Pow(1 - share, clients);
        Assert.InRange(idle, (connections.Length * empty) - Chance.Deviation(connections.Length, empty, 1), (connections.Length * empty) + Chance.Deviation(connections.Length, empty, 1));
    }

    /// <summary>P(X ≥ x) for X binomial(n, p).</summary>
    private static double AtLeast(int x, int n, double p)
    {
        var (probability, sum) = (Math.Pow(1 - p, n), 0.0);
        for (var i = 0; i <= n; i++)
        {
            if (i >= x) sum += probability;
            probability *= (double)(n - i) / (i + 1) * p / (1 - p);
        }

        return sum;
    }
}
