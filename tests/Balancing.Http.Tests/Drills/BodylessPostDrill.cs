using Balancing.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.Http.Tests.Drills;

/// <summary>
/// A POST without a body was carried out twice: SocketsHttpHandler repeats it when a kept connection ends under it, and if the server is gone by then, says that there
/// was no connection. So it was sent elsewhere, as one that no server had seen.
/// </summary>
[Collection(OneDrillAtATime.Name)]
public class BodylessPostDrill
{
    [UnixFact]
    public async Task ServerThatDiesOfIt_IsTheOnlyOneThatSeesIt()
    {
        using var mortal = await BackendProcess.StartAsync();
        using var other = await BackendProcess.StartAsync();
        await using var services = Services.Build(s => s.AddBalancedHttpClient("orders", o =>
        {
            o.Strategy = BalancingStrategies.RoundRobin;
            o.AddEndpoint(mortal.Address).AddEndpoint(other.Address);
        }));
        var client = services.Client("orders");

        // Each has a connection that is kept.
        for (var i = 0; i < 4; i++) Assert.True(await PostAsync(client, $"well {i}"));
        await mortal.OrderAsync("die");
        bool[] answered = [await PostAsync(client, "mortal 0"), await PostAsync(client, "mortal 1")];

        // One is lost, with the server that took it. Once that is really gone, requests find nobody there and go elsewhere.
        Assert.Single(answered, false);
        await mortal.KillAsync();
        for (var i = 0; i < 4; i++) Assert.True(await PostAsync(client, $"later {i}"));
        await other.OrderAsync("well");
        Assert.Single(mortal.Log, id => id.StartsWith("mortal", StringComparison.Ordinal));
        Assert.Distinct([.. mortal.Log, .. other.Log]);
    }

    private static async Task<bool> PostAsync(HttpClient client, string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders") { Headers = { { "X-Id", id } } };
        try
        {
            using var response = await client.SendAsync(request);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
