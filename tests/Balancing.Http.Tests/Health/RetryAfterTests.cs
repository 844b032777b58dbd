using System.Net;
using Balancing.Http.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Balancing.Http.Tests.Health;

/// <summary>An endpoint that asks to be spared is spared, for that long and no longer, and is not ejected for it.</summary>
public class RetryAfterTests
{
    private const string Date = "Sun, 06 Nov 1994 08:49:37 GMT", TenLater = "Sun, 06 Nov 1994 08:49:47 GMT", DayLater = "Mon, 07 Nov 1994 08:49:47 GMT";

    [Theory]
    [InlineData(429, "10", 10)]
    [InlineData(503, "10", 10)]
    [InlineData(429, TenLater, 10)]
    [InlineData(503, TenLater, 10)]
    [InlineData(429, "86400", 60)]
    [InlineData(503, DayLater, 60)]
    public async Task Endpoint_IsSparedForThatTimeAtMostAMinute(int status, string retryAfter, int seconds)
    {
        var servers = await Backend.StartManyAsync(3);
        await using var rig = new SickRig(servers.Select(s => s.Address));
        servers[0].Behave(context => Throttle(context, status, retryAfter));
        Assert.Equal(1, await rig.SendAsync(3));
        Assert.Equal(HealthState.Throttled, rig.StateOf(servers[0].Address));
        servers[0].Recover();

        Assert.Equal(0, await rig.SendAsync(20));
        rig.Time.Advance(TimeSpan.FromSeconds(seconds - 0.1));
        Assert.Equal(0, await rig.SendAsync(20));
        Assert.Equal(1, servers[0].Requests);

        rig.Time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(0, await rig.SendAsync(30));
        Assert.Equal(11, servers[0].Requests);
        Assert.DoesNotContain(rig.Log.Lines, line => line.Event == 7);
        Assert.Equal(2, rig.Log.Lines.Count(line => line.Event == 9));
        foreach (var server in servers) await server.DisposeAsync();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("99999999999999999999")]
    [InlineData("Sun, 06 Nov 1994 08:49:17 GMT")]
    public async Task ValueThatSaysNothing_SparesNobodyAndEjectsNobody(string retryAfter)
    {
        var servers = await Backend.StartManyAsync(2);
        await using var rig = new SickRig(servers.Select(s => s.Address));
        servers[0].Behave(context => Throttle(context, 429, retryAfter));

        Assert.Equal(20, await rig.SendAsync(40));

        Assert.Equal(HealthState.Healthy, rig.StateOf(servers[0].Address));
        foreach (var server in servers) await server.DisposeAsync();
    }

    [Fact]
    public async Task EndpointThatReturnsAndIsBusy_DoesNotDrawRequestAfterRequest()
    {
        var servers = await Backend.StartManyAsync(4);
        await using var rig = new SickRig(servers.Select(s => s.Address));
        servers[0].AnswerWith(500);
        await rig.SendAsync(20);
        servers[0].Behave(context => Throttle(context, 429, "10"));
        rig.Time.Advance(SickRig.OneEjection);

        Assert.Equal(1, await rig.SendAsync(40));
        Assert.NotEqual(HealthState.Ejected, rig.StateOf(servers[0].Address));
        foreach (var server in servers) await server.DisposeAsync();
    }

    [Fact]
    public async Task AllThrottled_AreUsedNevertheless()
    {
        var servers = await Backend.StartManyAsync(2);
        await using var rig = new SickRig(servers.Select(s => s.Address));
        foreach (var server in servers) server.Behave(context => Throttle(context, 429, "30"));

        Assert.Equal(10, await rig.SendAsync(10));

        Assert.Equal(10, servers.Sum(s => s.Requests));
        foreach (var server in servers) await server.DisposeAsync();
    }

    [Fact]
    public async Task RawValues_NeverHarm()
    {
        var random = new Random(2026);
        string retryAfter = "", date = "";
        var status = HttpStatusCode.TooManyRequests;
        var stub = new StubHandler(_ =>
        {
            var response = new HttpResponseMessage(status);
            response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
            response.Headers.TryAddWithoutValidation("Date", date);
            return response;
        });
        var time = new FakeTimeProvider();
        var cluster = TestClusters.Of(LoadBalancer.RoundRobin(), time, "http://10.0.0.1");
        using var client = new HttpClient(new BalancingHandler(cluster, stub)) { BaseAddress = new Uri("http://catalog/") };

        for (var i = 0; i < 5000; i++)
        {
            (retryAfter, date) = (RawValue(random), random.Next(3) == 0 ? RawValue(random) : Date);
            status = random.Next(2) == 0 ? HttpStatusCode.TooManyRequests : HttpStatusCode.ServiceUnavailable;
            (await client.GetAsync("/")).Dispose();

            // A minute at most, whatever it says.
            time.Advance(TimeSpan.FromSeconds(60.01));
            Assert.True(cluster.HealthOf(cluster.Endpoints[0]) == HealthState.Healthy, $"{status} '{retryAfter}' '{date}'");
        }

        Assert.Equal(0, cluster.InFlight());
    }

    private static string RawValue(Random random) => random.Next(6) switch
    {
        0 => $"{random.NextInt64(long.MinValue, long.MaxValue)}",
        1 => $"{random.Next(-10, 1000)}",
        2 => DateTimeOffset.MinValue.AddSeconds(random.NextDouble() * 3.1e11).ToString("R"),
        3 => $"{random.Next(100)}, {random.Next(100)}",
        4 => string.Create(random.Next(40), random, (chars, source) => { foreach (ref var c in chars) c = (char)source.Next(32, 127); }),
        _ => "Fri, 31 Dec 9999 23:59:59 GMT",
    };

    private static Task Throttle(HttpContext context, int status, string retryAfter)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = retryAfter;
        context.Response.Headers.Date = Date;
        return Task.CompletedTask;
    }
}
