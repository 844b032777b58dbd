using System.Net;
using System.Net.Sockets;
using System.Text;
using Balancing.Http.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Balancing.Http.Tests.Issues;

/// <summary>
/// A POST without a body reached a second server after the first one had died with it: SocketsHttpHandler had sent it again by itself, and told only of the
/// connection that could not be made then.
/// </summary>
public class BodilessPostTests
{
    [Theory]
    [InlineData("POST", false, 0)]
    [InlineData("POST", true, 0)]
    [InlineData("GET", false, 1)]
    public async Task RequestThatAServerDiedWith_GoesElsewhereOnlyIfItIsIdempotent(string method, bool expectsContinue, int elsewhere)
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        await using var second = await TestServer.StartAsync(context => context.Response.WriteAsync("second"));
        var dying = DieWithFirstRequestAsync(first);
        using var client = new HttpClient(BalancingHandlerChain.Create(
            TestClusters.Of(LoadBalancer.FromPick((endpoints, in context) => endpoints[context.Excludes(endpoints[0]) ? 1 : 0]), $"http://{first.LocalEndpoint}", second.Address),
            resilience: new ResilienceOptions()));
        using var request = new HttpRequestMessage(new HttpMethod(method), "http://catalog/");
        if (expectsContinue) (request.Content, request.Headers.ExpectContinue) = (new StringContent("body"), true);

        var error = await Record.ExceptionAsync(async () => (await client.SendAsync(request)).Dispose());
        await dying;

        Assert.Equal(elsewhere, second.Requests);
        Assert.Equal(elsewhere == 0, error is HttpRequestException);
    }

    private static async Task DieWithFirstRequestAsync(TcpListener listener)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        var stream = connection.GetStream();
        var buffer = new byte[4096];
        var length = 0;
        while (!Encoding.ASCII.GetString(buffer, 0, length).EndsWith("\r\n\r\n", StringComparison.Ordinal)) length += await stream.ReadAsync(buffer.AsMemory(length));
        listener.Stop();
    }
}
