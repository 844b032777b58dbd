using System.Collections.Concurrent;
using Balancing.Http.Tests.Support;
using Balancing.Resolution;

namespace Balancing.Http.Tests.Behaviour;

/// <summary>Requests, list changes and strategy changes at once, against what must hold whatever the schedule.</summary>
public class ChurnTests
{
    private const int Addresses = 20;

    [Fact]
    public async Task EndpointsAndStrategiesThatChangeUnderLoad_LoseNothing()
    {
        var everywhere = new ConcurrentDictionary<Endpoint, bool>();
        var push = new PushResolver();
        push.Update(Address(0));
        var cluster = new Cluster("catalog", push, LoadBalancer.RoundRobin());
        var answered = 0;
        using var invoker = new HttpMessageInvoker(new BalancingHandler(cluster, new StubHandler(async (request, _) =>
        {
            // Some answers come at once, some after a turn through the thread pool, some fail.
            if (request.RequestUri!.Query.Length % 3 == 0) await Task.Yield();
            if (request.RequestUri.Query.Length % 7 == 0) throw new HttpRequestException("refused");
            return new HttpResponseMessage { Content = new StringContent("ok") };
        })));
        using var stop = new CancellationTokenSource();

        var load = Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"http://catalog/?{new string('x', i % 50)}");
                if (i % 2 == 0) request.SetAffinityKey($"{worker} {i}");
                try
                {
                    using var response = await invoker.SendAsync(request, default);
                    if (i % 5 != 0) await response.Content.ReadAsStringAsync();
                }
                catch (HttpRequestException e) when (e.Message == "refused")
                {
                    // As the stub was told.
                }

                Assert.Equal("catalog", request.RequestUri!.Host);
                Interlocked.Increment(ref answered);
            }
        })).ToArray();

        var churn = Task.Run(() =>
        {
            var random = new Random(7);
            var strategies = BalancingStrategies.All.Values.ToArray();
            while (!stop.IsCancellationRequested)
            {
                push.Update(Enumerable.Range(0, Addresses).Where(_ => random.Next(2) == 0).Prepend(Addresses)
                    .Select(i => new EndpointDescription(Address(i)) { Weight = random.Next(1, 9) }));
                cluster.LoadBalancer = strategies[random.Next(strategies.Length)](null, null);
                foreach (var endpoint in cluster.Endpoints) everywhere[endpoint] = true;
            }
        });
        await Task.WhenAll(load);
        await stop.CancelAsync();
        await churn;

        Assert.Equal(20_000, answered);
        Assert.All(everywhere.Keys, endpoint => Assert.Equal(0, endpoint.InFlight));
    }

    [Fact]
    public async Task RemovedEndpoint_IsNotPickedOnceTheUpdateHasReturned()
    {
        var push = new PushResolver();
        push.Update(Address(0), Address(1));
        var cluster = new Cluster("catalog", push, LoadBalancer.Random());
        var stub = new StubHandler();
        using var client = new HttpClient(new BalancingHandler(cluster, stub)) { BaseAddress = new Uri("http://catalog/") };

        for (var round = 0; round < 200; round++)
        {
            var (stays, goes) = (Address(round % 2), Address((round + 1) % 2));
            push.Update(stays);
            stub.Uris.Clear();
            for (var i = 0; i < 5; i++) await client.GetStringAsync("/");
            Assert.DoesNotContain(stub.Uris, uri => uri.GetLeftPart(UriPartial.Authority) == goes);
            push.Update(stays, goes);
        }
    }

    [Fact]
    public async Task RemovedEndpoint_FinishesWhatItHas()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        var push = new PushResolver();
        push.Update(Address(0));
        var cluster = new Cluster("catalog", push, LoadBalancer.LeastConnections());
        var departing = cluster.Endpoints.Single();
        using var client = new HttpClient(new BalancingHandler(cluster, new StubHandler((_, _) => answer.Task))) { BaseAddress = new Uri("http://catalog/") };
        var pending = client.GetStringAsync("/");

        push.Update(Address(1));
        Assert.Equal(1, departing.InFlight);
        answer.SetResult(new HttpResponseMessage { Content = new StringContent("finished") });

        Assert.Equal("finished", await pending);
        Assert.Equal(0, departing.InFlight);
    }

    private static string Address(int i) => $"http://10.0.0.{i + 1}:8080";
}
