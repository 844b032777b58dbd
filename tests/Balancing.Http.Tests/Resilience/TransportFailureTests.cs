using System.Net;
using System.Net.Sockets;
using Balancing.Http.Resilience;
using Balancing.Http.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Balancing.Http.Tests.Resilience;

/// <summary>What the real transport throws, and what the rules make of it. Where they say "not sent", no byte of HTTP has reached the server.</summary>
public class TransportFailureTests
{
    [Fact]
    public async Task RefusedPort_IsNotSent()
    {
        var server = new RawServer((connection, _) => connection.DrainAsync());
        await server.DisposeAsync();

        Assert.Equal(RetryVerdict.NotSent, await FailAsync(server.Address));
    }

    [Fact]
    public async Task UnknownHostName_IsNotSent() => Assert.Equal(RetryVerdict.NotSent, await FailAsync("http://no-such-host.invalid"));

    [Fact]
    public async Task ServerWithoutTls_IsNotSent()
    {
        // What it gets is the client's TLS greeting, in which there is nothing of the request.
        await using var server = new RawServer(async (connection, _) =>
        {
            await connection.ReadExactlyAsync(5);
            await connection.WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            await connection.DrainAsync();
        });

        Assert.Equal(RetryVerdict.NotSent, await FailAsync($"https://127.0.0.1:{server.Port}"));
    }

    [Fact]
    public async Task ResetDuringTheTlsHandshake_IsNotSent()
    {
        await using var server = new RawServer(async (connection, _) =>
        {
            await connection.ReadExactlyAsync(5);
            connection.Reset();
        });

        Assert.Equal(RetryVerdict.NotSent, await FailAsync($"https://127.0.0.1:{server.Port}"));
    }

    [Fact]
    public async Task CertificateThatIsNotTrusted_IsNotSent()
    {
        using var certificates = new TestCertificates("shop.example");
        await using var server = await TestServer.StartAsync(_ => Task.CompletedTask, listen => listen.UseHttps(certificates.Leaf));

        Assert.Equal(RetryVerdict.NotSent, await FailAsync(server.Address));
        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task ConnectTimeout_OfAServerThatAcceptsNobody_IsNotSent()
    {
        if (!OperatingSystem.IsLinux()) return; // elsewhere a full backlog refuses
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var fillers = Enumerable.Range(0, 4).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToArray();
        using var enough = new CancellationTokenSource();
        var filling = fillers.Select(filler => filler.ConnectAsync(listener.LocalEndPoint!, enough.Token).AsTask()).ToArray();
        await filling[0];
        using var transport = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromMilliseconds(200) };

        Assert.Equal(RetryVerdict.NotSent, await FailAsync($"http://{listener.LocalEndPoint}", transport));

        await enough.CancelAsync();
        await Task.WhenAll(filling.Select(fill => fill.ContinueWith(_ => { }, TaskScheduler.Default)));
        foreach (var filler in fillers) filler.Dispose();
    }

    [Fact]
    public async Task ConnectTimeout_IsNotTakenForTheCallersCancellation()
    {
        using var transport = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromMilliseconds(1),
            ConnectCallback = async (_, token) =>
            {
                await SickRig.Never.WaitAsync(token);
                throw new InvalidOperationException("It was never to come so far.");
            },
        };

        Assert.Equal(RetryVerdict.NotSent, await FailAsync("http://127.0.0.1:1", transport));
    }

    [Fact]
    public async Task ConnectionClosedBeforeTheHeaders_MayHaveBeenCarriedOut() => await AssertUnknownAsync(_ => Task.CompletedTask);

    [Fact]
    public async Task ConnectionResetWithinTheHeaders_MayHaveBeenCarriedOut() => await AssertUnknownAsync(connection => connection.WriteAsync("HTTP/1.1 200 OK\r\nConte"));

    [Fact]
    public async Task AnswerThatIsNotHttp_MayHaveBeenCarriedOut() => await AssertUnknownAsync(connection => connection.WriteAsync("SSH-2.0-OpenSSH\r\n\r\n"));

    [Fact]
    public async Task KeptConnectionThatTheServerKills_IsReplacedByTheTransportOrMayHaveBeenCarriedOut()
    {
        // The first request of each connection is answered, the second read and not answered. Without a body the transport repeats it, on a connection that is then a new one.
        await using var server = new RawServer(async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            await connection.ReadRequestAsync();
            connection.Reset();
        });
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        for (var i = 0; i < 2; i++)
        {
            using var get = new HttpRequestMessage(HttpMethod.Get, server.Address);
            (await invoker.SendAsync(get, default)).Dispose();
        }

        using var put = new HttpRequestMessage(HttpMethod.Put, server.Address) { Content = new StringContent("body") };
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => invoker.SendAsync(put, default));

        Assert.Equal(RetryVerdict.Unknown, RetryRules.Judge(error, default));
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Http2ThatIsDemandedOverTls_OfAServerWithoutIt_IsNotSent()
    {
        using var certificates = new TestCertificates("shop.example");
        await using var server = await TestServer.StartAsync(_ => Task.CompletedTask, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(certificates.Leaf);
        });
        using var invoker = new HttpMessageInvoker(certificates.TrustingHandler());
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Address) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Host = "shop.example";

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => invoker.SendAsync(request, default));

        Assert.Equal(RetryVerdict.NotSent, RetryRules.Judge(error, default));
        Assert.Equal(0, server.Requests);
    }

    private static async Task AssertUnknownAsync(Func<RawConnection, Task> answer)
    {
        await using var server = new RawServer(async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await answer(connection);
            connection.Dispose();
        });

        Assert.Equal(RetryVerdict.Unknown, await FailAsync(server.Address));
        Assert.True(server.BytesReceived > 0);
    }

    /// <summary>A POST, with a body in which the bytes of the request could be recognised.</summary>
    private static async Task<RetryVerdict> FailAsync(string address, SocketsHttpHandler? transport = null)
    {
        using var invoker = new HttpMessageInvoker(transport ?? new SocketsHttpHandler());
        var body = new CountingContent("order");
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = body };
        using var caller = new CancellationTokenSource();

        var error = await Assert.ThrowsAnyAsync<Exception>(() => invoker.SendAsync(request, caller.Token));

        var verdict = RetryRules.Judge(error, caller.Token);
        if (verdict == RetryVerdict.NotSent) Assert.Equal(0, body.Serialisations);
        await caller.CancelAsync();
        Assert.Equal(RetryVerdict.Final, RetryRules.Judge(error, caller.Token));
        return verdict;
    }
}
