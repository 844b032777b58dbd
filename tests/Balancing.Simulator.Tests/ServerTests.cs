using Balancing.Simulator.Model;

namespace Balancing.Simulator.Tests;

/// <summary>Two requests on one core, by hand.</summary>
public sealed class ServerTests
{
    private static readonly Scenarios.Scenario OneCore = Runs.Small with { Cores = 1 };

    [Fact]
    public void ASharedCore_GivesEachHalf()
    {
        var server = new PsServer(0, OneCore);
        Add(server, 0, 1, 10);
        Add(server, 5, 2, 3);
        Assert.Equal(11, server.NextEnd, 9);
        Assert.Equal(2, TakeDone(server));
        Assert.Equal(13, server.NextEnd, 9);
    }

    [Fact]
    public void ALine_WaitsForTheCore()
    {
        var server = new FifoServer(0, OneCore);
        Add(server, 0, 1, 10);
        Add(server, 5, 2, 3);
        Assert.Equal(2, server.Count);
        Assert.Equal(8, server.WorkLeft(5), 9);
        Assert.Equal(1, TakeDone(server));
        Assert.Equal(13, server.NextEnd, 9);
    }

    [Fact]
    public void ASlowerServer_TakesLonger_FromThenOn()
    {
        var server = new PsServer(0, OneCore);
        Add(server, 0, 1, 10);
        server.Advance(5);
        server.Factor = 0.5;
        Assert.Equal(15, server.NextEnd, 9);
        server.Advance(6);
        server.Factor = 0;
        Assert.Equal(double.PositiveInfinity, server.NextEnd);
    }

    [Fact]
    public void WhoGivesUp_LeavesTheCoreToTheOthers()
    {
        var (ps, fifo) = (new PsServer(0, OneCore), new FifoServer(0, OneCore));
        foreach (var server in new Server[] { ps, fifo })
        {
            Add(server, 0, 1, 10);
            Add(server, 0, 2, 10);
            Add(server, 0, 3, 10);
            server.Advance(3);
            server.Remove(1);
            server.Remove(3);
        }

        Assert.Equal(12, ps.NextEnd, 9);
        Assert.Equal(13, fifo.NextEnd, 9);
    }

    [Fact]
    public void AnOldPlan_IsKnownByItsVersion()
    {
        var server = new PsServer(0, OneCore);
        Add(server, 0, 1, 10);
        var version = server.Version;
        Add(server, 1, 2, 10);
        Assert.NotEqual(version, server.Version);
    }

    private static void Add(Server server, double now, int request, double work)
    {
        server.Advance(now);
        server.Add(request, work);
    }

    private static int TakeDone(Server server)
    {
        server.Advance(server.NextEnd);
        return server.TakeDone();
    }
}
