using Balancing.Http.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Balancing.Http.Tests.Health;

public class DrainTests
{
    [Fact]
    public async Task UnderLoad_NoRequestFailsAndNoneArrivesAfterTheTaskHasCompleted()
    {
        var servers = await Backend.StartManyAsync(3);
        await using var rig = new SickRig(servers.Select(s => s.Address));
        using var enough = new CancellationTokenSource();
        var load = Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            var failed = 0;
            while (!enough.IsCancellationRequested) failed += await rig.SendAsync() ? 0 : 1;
            return failed;
        })).ToArray();
        await Clock.WhenAsync(() => servers[0].Requests > 20);

        await rig.Cluster.Drain(rig.Cluster.Endpoints[0]);
        var drained = servers[0].Requests;
        var others = servers[1].Requests;
        await Clock.WhenAsync(() => servers[1].Requests > others + 50);
        Assert.Equal(drained, servers[0].Requests);
        Assert.Equal(HealthState.Draining, rig.StateOf(servers[0].Address));

        rig.Cluster.Ready(rig.Cluster.Endpoints[0]);
        await Clock.WhenAsync(() => servers[0].Requests > drained + 20);
        await enough.CancelAsync();
        Assert.Equal(0, (await Task.WhenAll(load)).Sum());
        foreach (var server in servers) await server.DisposeAsync();
    }

    [Fact]
    public async Task DrainedAgainAndAgain_NoRequestBeginsAfterTheTaskHasCompleted()
    {
        var (drained, late) = (0, 0);
        var stub = new StubHandler(async (request, _) =>
        {
            if (request.RequestUri!.Host == "10.0.0.1" && Volatile.Read(ref drained) == 1) Interlocked.Increment(ref late);
            await Task.Yield();
            return new HttpResponseMessage();
        });
        var cluster = TestClusters.Of("http://10.0.0.1", "http://10.0.0.2");
        using var client = new HttpMessageInvoker(new BalancingHandler(cluster, stub));
        using var enough = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/");
                (await client.SendAsync(request, default)).Dispose();
            }
        })).ToArray();

        // Other changes at the same time: the one that drains may find somebody else at work on the plan.
        var changes = Task.Run(() =>
        {
            while (!enough.IsCancellationRequested) cluster.LoadBalancer = LoadBalancer.RoundRobin();
        });

        for (var i = 0; i < 3000; i++)
        {
            await cluster.Drain(cluster.Endpoints[0]);
            Volatile.Write(ref drained, 1);
            await Task.Yield();
            Volatile.Write(ref drained, 0);
            cluster.Ready(cluster.Endpoints[0]);
            await Task.Yield();
        }

        await enough.CancelAsync();
        await Task.WhenAll([.. load, changes]);
        Assert.Equal(0, late);
    }

    [Fact]
    public async Task Task_WaitsForTheBodyOfTheLastRequest()
    {
        var rest = new TaskCompletionSource();
        var servers = await Backend.StartManyAsync(2);
        servers[0].Behave(async context =>
        {
            await context.Response.WriteAsync("begun");
            await context.Response.Body.FlushAsync();
            await rest.Task;
            await context.Response.WriteAsync(" and ended");
        });
        await using var rig = new SickRig(servers.Select(s => s.Address));
        using var first = await rig.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
        using var second = await rig.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(1, rig.Cluster.Endpoints[0].InFlight);

        var drained = rig.Cluster.Drain(rig.Cluster.Endpoints[0]);
        Assert.Equal(0, await rig.SendAsync(10));
        Assert.False(drained.IsCompleted);

        rest.SetResult();
        Assert.Contains("begun and ended", new[] { await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync() });
        await drained;
        Assert.Equal(1, servers[0].Requests);
        foreach (var server in servers) await server.DisposeAsync();
    }

    [Fact]
    public async Task AllDrained_IsATypedErrorThatSaysSo()
    {
        await using var server = await Backend.StartAsync();
        await using var rig = new SickRig([server.Address]);

        await rig.Cluster.Drain(rig.Cluster.Endpoints[0]);

        Assert.Equal(NoEndpointReason.AllDraining, (await Assert.ThrowsAsync<NoEndpointHttpException>(() => rig.Client.GetAsync("/"))).Reason);
        rig.Cluster.Ready(rig.Cluster.Endpoints[0]);
        Assert.Equal(0, await rig.SendAsync(1));
    }
}
