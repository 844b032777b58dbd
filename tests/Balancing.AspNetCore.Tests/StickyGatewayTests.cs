using System.Net;
using Balancing.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.AspNetCore.Tests;

/// <summary>A gateway behind a real nginx: 200 clients, each with an address of its own, and three servers.</summary>
public sealed class StickyGatewayTests : IAsyncLifetime
{
    private const int Clients = 200;

    private readonly WebApplication[] _servers = new WebApplication[3];
    private WebApplication _gateway = null!;
    private Nginx? _nginx;

    public async Task InitializeAsync()
    {
        for (var i = 0; i < _servers.Length; i++) _servers[i] = await StartServerAsync(i);

        var builder = Server.Create();
        builder.Services.AddBalancingAspNetCore(options => options.TrustProxy("127.0.0.1"));
        builder.Services.AddBalancedHttpClient("servers", options =>
        {
            foreach (var server in _servers) options.AddEndpoint(server.Address());
            options.UseIpHash();
            options.Health.OutlierDetection.BaseEjectionTime = TimeSpan.FromMilliseconds(200);
            options.Health.OutlierDetection.EjectionJitter = TimeSpan.Zero;
            options.Health.OutlierDetection.Interval = TimeSpan.FromMilliseconds(100);
        });
        _gateway = builder.Build();
        _gateway.MapGet("/", (IHttpClientFactory clients) => clients.CreateClient("servers").GetStringAsync("/"));
        await _gateway.StartAsync();
        if (Nginx.Path is not null) _nginx = await Nginx.StartAsync(_gateway.Address());
    }

    public async Task DisposeAsync()
    {
        if (_nginx is not null) await _nginx.DisposeAsync();
        await _gateway.DisposeAsync();
        foreach (var server in _servers) await server.DisposeAsync();
    }

    [NginxFact]
    public async Task EachClientSticks_AServersDeathMovesOnlyItsOwn_AndTheyComeHome()
    {
        var first = await AskAsync();
        var again = await AskAsync();
        Assert.Equal(first, again);

        // 200 keys over three servers by a hash: each gets 67 ± 4 · √(200 · 1/3 · 2/3) = 27, but for one run in ten thousand; and the addresses are always the same.
        Assert.All(_servers.Select((_, i) => first.Count(server => server == $"{i}")), count => Assert.InRange(count, 40, 94));

        var dead = _servers[1];
        var port = dead.Port();
        await dead.DisposeAsync();
        var without = await AskAsync();
        Assert.All(first.Zip(without), pair => Assert.True(pair.First == "1" ? pair.Second != "1" : pair.Second == pair.First, $"{pair.First} became {pair.Second}"));
        Assert.Contains("0", first.Zip(without).Where(pair => pair.First == "1").Select(pair => pair.Second));
        Assert.Contains("2", first.Zip(without).Where(pair => pair.First == "1").Select(pair => pair.Second));
        again = await AskAsync();
        Assert.Equal(without, again);

        _servers[1] = await StartServerAsync(1, port);
        var give = TimeProvider.System.GetTimestamp();
        while (!(await AskAsync()).SequenceEqual(first)) Assert.True(TimeProvider.System.GetElapsedTime(give) < TimeSpan.FromSeconds(30), "They did not come home.");
    }

    [NginxFact]
    public async Task AnAddressThatAClientClaims_ChoosesNothing()
    {
        var honest = await AskAsync(20);

        // Through the proxy, which puts the real address behind the claim; and past it, where the claim is not even looked at.
        var liars = await AskAsync(20, claimed: "203.0.113.9");
        var direct = new string[20];
        for (var i = 0; i < direct.Length; i++) direct[i] = await Client.GetAsync(new IPEndPoint(IPAddress.Loopback, _gateway.Port()), SourceOf(i), "203.0.113.9");

        Assert.Equal(honest, liars);
        Assert.Equal(honest, direct);
        Assert.True(honest.Distinct(StringComparer.Ordinal).Count() > 1);
    }

    private static IPAddress SourceOf(int client) => new([127, 0, 1, (byte)(client + 1)]);

    private static Task<WebApplication> StartServerAsync(int number, int port = 0) => Server.StartAsync(context => context.Response.WriteAsync($"{number}"), port);

    private async Task<string[]> AskAsync(int clients = Clients, string? claimed = null)
    {
        var answers = new string[clients];
        for (var i = 0; i < clients; i++) answers[i] = await Client.GetAsync(_nginx!.Address, SourceOf(i), claimed);
        return answers;
    }
}
