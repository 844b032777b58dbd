using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Health;

/// <summary>One of four is a process of its own, and what happens to it is what happens to processes.</summary>
public class SickProcessTests
{
    private const int Enough = 300;

    [UnixTheory]
    [InlineData("stopped")]
    [InlineData("killed")]
    [InlineData("killed under load")]
    public async Task OneOfFour_GetsNothingOnceItCouldBeDetectedAndReturnsAfterOneEjection(string fate)
    {
        var servers = await Backend.StartManyAsync(3);
        using var sick = await BackendProcess.StartAsync();
        var attempts = new AttemptCounter(sick.Port);
        await using var rig = new SickRig([sick.Address, .. servers.Select(s => s.Address)], attempts: attempts);
        Assert.Equal(0, await rig.SendAsync(8));
        Assert.Equal(2, attempts.Count);

        if (fate == "stopped") await sick.StopAsync();
        else await KillAsync(rig, sick, underLoad: fate == "killed under load");

        await rig.SendAsync(16, () => fate == "stopped" ? attempts.Next : SickRig.Never);
        Assert.Equal(HealthState.Ejected, rig.StateOf(sick.Address));
        var before = attempts.Count;
        Assert.Equal(0, await rig.SendAsync(Enough));
        Assert.InRange(attempts.Count - before, 0, (Enough / 100) - 1);

        using var back = fate == "stopped" ? null : await BackendProcess.StartAsync(sick.Port);
        if (fate == "stopped") await sick.ContinueAsync();
        rig.Time.Advance(SickRig.OneEjection);
        Assert.Equal(0, await rig.SendAsync(1));
        Assert.Equal(before + 1, attempts.Count);
        Assert.Equal(HealthState.Healthy, rig.StateOf(sick.Address));
        Assert.Equal(0, await rig.SendAsync(40));
        Assert.Equal(before + 11, attempts.Count);

        foreach (var server in servers) await server.DisposeAsync();
    }

    [UnixTheory]
    [InlineData(HealthProbeType.Tcp)]
    [InlineData(HealthProbeType.Http)]
    public async Task ActiveChecks_FindItDeadAndAliveWithoutARequest(HealthProbeType type)
    {
        using var sick = await BackendProcess.StartAsync();
        await using var server = await Backend.StartAsync();
        await using var rig = new SickRig([sick.Address, server.Address], o =>
        {
            o.HealthProbe.Type = type;
            o.Health.ActiveChecks.Timeout = TimeSpan.FromHours(1);
        });

        await sick.KillAsync();
        await Clock.UntilAsync(rig.Time, () => rig.StateOf(sick.Address) == HealthState.Unhealthy);
        Assert.Equal(0, await rig.SendAsync(10));

        using var back = await BackendProcess.StartAsync(sick.Port);
        await Clock.UntilAsync(rig.Time, () => rig.StateOf(sick.Address) == HealthState.Healthy);
        Assert.Equal(0, await rig.SendAsync(10));
    }

    private static async Task KillAsync(SickRig rig, BackendProcess sick, bool underLoad)
    {
        if (!underLoad)
        {
            await sick.KillAsync();
            return;
        }

        var load = Enumerable.Range(0, 8).Select(_ => Task.Run(() => rig.SendAsync(40))).ToArray();
        await sick.KillAsync();

        // 8 that were under way when it died, 3 that it takes to tell, and those that begin while the thread that tells is not running: on a busy machine a
        // few more, but nothing like the 80 that are its share.
        Assert.InRange((await Task.WhenAll(load)).Sum(), 0, 40);
    }
}
