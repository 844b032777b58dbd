using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Health;

/// <summary>One of four real servers falls ill: it soon costs nobody anything, and is back within one ejection time once it is well.</summary>
public class SickServerTests
{
    private const int Servers = 4, Enough = 400;

    public static TheoryData<string, int> Illnesses => new()
    {
        { "500", 5 },
        { "502", 5 },
        { "503", 5 },
        { "hangs", 3 },
        { "resets", 3 },
        { "breaks off", 3 },
    };

    [Theory]
    [MemberData(nameof(Illnesses))]
    public async Task OneOfFour_GetsNothingOnceItCouldBeDetectedAndReturnsThroughOneRequest(string illness, int limit)
    {
        var servers = await Backend.StartManyAsync(Servers);
        await using var rig = new SickRig(servers.Select(s => s.Address));
        var sick = servers[1];
        Assert.Equal(0, await rig.SendAsync(Servers * 2));
        FallIll(sick, illness);

        // In rotation: after this many requests the sick one has had as many as detection takes.
        Assert.Equal(limit, await rig.SendAsync(Servers * limit, () => illness == "hangs" ? sick.Arrival : SickRig.Never));
        Assert.Equal(HealthState.Ejected, rig.StateOf(sick.Address));
        var before = sick.Requests;
        Assert.Equal(0, await rig.SendAsync(Enough));
        Assert.InRange(sick.Requests - before, 0, (Enough / 100) - 1);

        await AssertReturnsAsync(rig, sick);
        foreach (var server in servers) await server.DisposeAsync();
    }

    [Fact]
    public async Task SickOneThatIsTriedTooEarly_CostsOneRequestAndGoesForLonger()
    {
        var servers = await Backend.StartManyAsync(Servers);
        await using var rig = new SickRig(servers.Select(s => s.Address));
        var sick = servers[2];
        sick.AnswerWith(500);
        await rig.SendAsync(Servers * 5);

        rig.Time.Advance(SickRig.OneEjection);
        Assert.Equal(HealthState.Probing, rig.StateOf(sick.Address));
        Assert.Equal(1, await rig.SendAsync(100));

        // The second ejection lasts two base times.
        rig.Time.Advance(SickRig.OneEjection);
        Assert.Equal(HealthState.Ejected, rig.StateOf(sick.Address));
        rig.Time.Advance(SickRig.OneEjection);
        await AssertReturnsAsync(rig, sick, TimeSpan.Zero);
        foreach (var server in servers) await server.DisposeAsync();
    }

    [Theory]
    [InlineData(BalancingStrategies.IpHash)]
    [InlineData(BalancingStrategies.LeastConnections)]
    [InlineData(BalancingStrategies.LeastResponseTime)]
    [InlineData(BalancingStrategies.PowerOfTwoChoices)]
    [InlineData(BalancingStrategies.Random)]
    [InlineData(BalancingStrategies.WeightedRoundRobin)]
    public async Task EveryStrategy_LeavesTheSickOneAloneUnderLoad(string strategy)
    {
        var servers = await Backend.StartManyAsync(Servers);
        await using var rig = new SickRig(servers.Select(s => s.Address), o => o.Strategy = strategy);
        servers[3].AnswerWith(500);

        for (var i = 0; i < 20 && rig.StateOf(servers[3].Address) == HealthState.Healthy; i++) await rig.SendAsync(25);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => rig.SendAsync(50))));

        // As many as detection takes, and fewer still where the strategy itself shuns what fails.
        Assert.InRange(servers[3].Requests, 1, 5);
        Assert.True(servers[3].Requests < 5 || rig.StateOf(servers[3].Address) == HealthState.Ejected);
        foreach (var server in servers) await server.DisposeAsync();
    }

    [Fact]
    public async Task FlappingOne_StarvesNobody()
    {
        const int Cycles = 6, PerCycle = 120;
        var servers = await Backend.StartManyAsync(Servers);
        await using var rig = new SickRig(servers.Select(s => s.Address));
        var failed = 0;
        for (var cycle = 0; cycle < Cycles; cycle++)
        {
            servers[0].AnswerWith(500);
            failed += await rig.SendAsync(PerCycle);
            Assert.Equal(HealthState.Ejected, rig.StateOf(servers[0].Address));

            servers[0].Recover();
            for (var waits = 0; rig.StateOf(servers[0].Address) == HealthState.Ejected; waits++)
            {
                Assert.InRange(waits, 0, Cycles + 1);
                rig.Time.Advance(SickRig.OneEjection);
            }

            Assert.Equal(0, await rig.SendAsync(PerCycle));
            Assert.Equal(HealthState.Healthy, rig.StateOf(servers[0].Address));
        }

        Assert.Equal(5 * Cycles, failed);
        var healthy = servers[1..].Select(s => s.Requests).ToArray();
        Assert.InRange(healthy.Max() - healthy.Min(), 0, 2 * Cycles);
        Assert.All(healthy, requests => Assert.InRange(requests, Cycles * PerCycle / 2, Cycles * PerCycle));
        Assert.Equal(Cycles, rig.Log.Lines.Count(line => line.Event == 7));
        foreach (var server in servers) await server.DisposeAsync();
    }

    /// <summary>Well again, and one ejection time later: one request tries it while the others go elsewhere, and then it has its share.</summary>
    internal static async Task AssertReturnsAsync(SickRig rig, Backend sick, TimeSpan? wait = null)
    {
        var answer = new TaskCompletionSource();
        sick.Behave(_ => answer.Task);
        rig.Time.Advance(wait ?? SickRig.OneEjection);
        Assert.Equal(HealthState.Probing, rig.StateOf(sick.Address));

        var before = sick.Requests;
        var arrival = sick.Arrival;
        var probe = rig.SendAsync();
        await arrival;
        Assert.Equal(0, await rig.SendAsync(40));
        Assert.Equal(before + 1, sick.Requests);

        sick.Recover();
        answer.SetResult();
        Assert.True(await probe);
        Assert.Equal(HealthState.Healthy, rig.StateOf(sick.Address));
        Assert.Equal(0, await rig.SendAsync(40));
        Assert.Equal(before + 11, sick.Requests);
    }


    private static void FallIll(Backend server, string illness)
    {
        if (illness == "hangs") server.Hang();
        else if (illness == "resets") server.Reset();
        else if (illness == "breaks off") server.BreakOff();
        else server.AnswerWith(int.Parse(illness));
    }
}
