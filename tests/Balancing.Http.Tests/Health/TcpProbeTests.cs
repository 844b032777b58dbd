using System.Net;
using System.Net.Sockets;
using Balancing.Health;

namespace Balancing.Http.Tests.Health;

public class TcpProbeTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task OpenPort_IsWellAndAClosedOneIsNot(string address)
    {
        using var listener = new TcpListener(IPAddress.Parse(address), 0);
        listener.Start();
        var endpoint = new Endpoint($"http://{listener.LocalEndpoint}/base");
        var probe = new TcpHealthProbe();

        Assert.True(await probe.ProbeAsync(endpoint, default));
        using (var accepted = await listener.AcceptTcpClientAsync())
        {
            // The connection is closed again: nothing more comes.
            Assert.Equal(0, await accepted.GetStream().ReadAsync(new byte[1]));
        }

        listener.Stop();
        await Assert.ThrowsAsync<SocketException>(async () => await probe.ProbeAsync(endpoint, default));
    }

    [Fact]
    public async Task Cancellation_EndsTheAttempt()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await new TcpHealthProbe().ProbeAsync(new Endpoint("http://192.0.2.1"), cancelled.Token));
    }
}
