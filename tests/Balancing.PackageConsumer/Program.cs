using System.Net;
using System.Net.Sockets;
using System.Text;
using Balancing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

// Four servers, each answering with its own number, so small that trimming has nothing of them to hide behind.
var servers = Enumerable.Range(0, 4).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
for (var i = 0; i < servers.Length; i++)
{
    servers[i].Start();
    _ = ServeAsync(servers[i], $"{i}");
}

var json = $$"""
    { "Catalog": { "Strategy": "WeightedRoundRobin", "Endpoints": [
      {{string.Join(", ", servers.Select((s, i) => $$"""{ "Address": "http://{{s.LocalEndpoint}}", "Weight": {{i + 1}} }"""))}} ] } }
    """;
var configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();

var services = new ServiceCollection();
services.AddBalancedHttpClient("catalog", configuration.GetSection("Catalog"));
await using var provider = services.BuildServiceProvider();
var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("catalog");

var answers = new int[servers.Length];
for (var i = 0; i < 100; i++) answers[int.Parse(await client.GetStringAsync("/"))]++;
var inFlight = provider.GetRequiredKeyedService<Cluster>("catalog").Endpoints.Sum(e => e.InFlight);

Console.WriteLine($"{string.Join(' ', answers)}, {inFlight} in flight");
return answers is [10, 20, 30, 40] && inFlight == 0 ? 0 : 1;

static async Task ServeAsync(TcpListener listener, string answer)
{
    while (true)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        await using var stream = connection.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        while (!string.IsNullOrEmpty(await reader.ReadLineAsync()))
        {
            // The headers do not matter.
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {answer.Length}\r\nConnection: close\r\n\r\n{answer}"));
    }
}
