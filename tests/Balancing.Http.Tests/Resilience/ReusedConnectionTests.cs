using System.Net;
using System.Text;
using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Resilience;

/// <summary>A server that dies over a request on a connection that has been used before.</summary>
/// <remarks>
/// The transport itself repeats a request without a body, whatever its method, if the connection it was written to had been used before and ended without an answer. When that
/// second connection is refused, its exception says that none could be made: nothing in it tells that the request has been there already.
/// </remarks>
public class ReusedConnectionTests
{
    private const string Answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Theory]
    [InlineData("POST", null, false)]
    [InlineData("POST", null, true)]
    [InlineData("POST", "", false)]
    [InlineData("POST", "order", false)]
    [InlineData("PATCH", null, false)]
    public async Task NonIdempotentRequestThatWasRead_IsNotSentAgain(string method, string? body, bool synchronously)
    {
        var read = new List<string>();
        RawServer dying = null!;
        dying = new RawServer(async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(Answer);
            lock (read) read.Add("");
            read[^1] = await connection.ReadRequestAsync();

            // Gone, with whatever it has done about the request.
            dying.Refuse();
            connection.Dispose();
        });
        await using var first = dying;
        await using var other = await TestServer.StartAsync(_ => Task.CompletedTask);
        var cluster = TestClusters.Of(LoadBalancer.FromPick((EndpointSet endpoints, in PickContext context) => context.Excludes(endpoints[0]) ? endpoints[1] : endpoints[0]), first.Address, other.Address);
        using var client = new HttpClient(BalancingHandlerChain.Create(cluster, resilience: new ResilienceOptions()));
        await client.GetStringAsync("http://catalog/warm");
        using var request = new HttpRequestMessage(new HttpMethod(method), "http://catalog/orders") { Content = body is null ? null : new ByteArrayContent(Encoding.ASCII.GetBytes(body)) };
        var content = request.Content;

        await Assert.ThrowsAsync<HttpRequestException>(async () => _ = synchronously ? client.Send(request) : await client.SendAsync(request));

        Assert.StartsWith($"{method} /orders HTTP/1.1\r\n", Assert.Single(read), StringComparison.Ordinal);
        Assert.Contains($"\r\nContent-Length: {body?.Length ?? 0}\r\n", read[0], StringComparison.Ordinal);
        Assert.Equal(0, other.Requests);
        Assert.Same(content, request.Content);
        Assert.Equal(0, cluster.InFlight());
    }
}
