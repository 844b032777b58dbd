using System.Net;
using Balancing.Http.Resilience;
using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Resilience;

/// <summary>What HTTP/2 says of a request that it ends, and what the rules make of it.</summary>
public class Http2FailureTests
{
    private const int NoError = 0, InternalError = 2, RefusedStream = 7, Cancel = 8;

    [Theory]
    [InlineData(RefusedStream, RetryVerdict.NotProcessed)]
    [InlineData(InternalError, RetryVerdict.Unknown)]
    [InlineData(Cancel, RetryVerdict.Unknown)]
    internal async Task StreamReset_IsNotProcessedOnlyIfItWasRefused(int error, RetryVerdict verdict)
    {
        await using var server = new RawServer((connection, _) => RawHttp2.ServeAsync(connection, stream => connection.ResetStreamAsync(stream, error)));

        Assert.Equal(verdict, await FailAsync(server.Address, "order"));
    }

    [Fact]
    public async Task RefusedStreamWithoutABody_IsNotProcessed()
    {
        var requests = 0;
        await using var server = new RawServer((connection, _) => RawHttp2.ServeAsync(connection, stream =>
        {
            requests++;
            return connection.ResetStreamAsync(stream, RefusedStream);
        }));

        Assert.Equal(RetryVerdict.NotProcessed, await FailAsync(server.Address, null));

        // The transport, too, takes the server by its word.
        Assert.True(requests >= 1);
    }

    [Theory]
    [InlineData(0, NoError)]
    [InlineData(0, RefusedStream)]
    [InlineData(127, NoError)]
    [InlineData(127, InternalError)]
    public async Task GoAway_IsNeverNotSent(int lastStream, int error)
    {
        await using var server = new RawServer((connection, _) => RawHttp2.ServeAsync(connection, async _ =>
        {
            await connection.GoAwayAsync(lastStream, error);
            connection.Dispose();
        }));

        Assert.NotEqual(RetryVerdict.NotSent, await FailAsync(server.Address, "order"));
        Assert.True(server.BytesReceived > 0);
    }

    [Fact]
    public async Task ConnectionClosedOverARequest_IsUnknown()
    {
        await using var server = new RawServer((connection, _) => RawHttp2.ServeAsync(connection, _ =>
        {
            connection.Reset();
            return Task.CompletedTask;
        }));

        Assert.Equal(RetryVerdict.Unknown, await FailAsync(server.Address, "order"));
    }

    [Fact]
    public async Task ServerThatSpeaksHttp1_CannotHaveSeenARequest()
    {
        await using var server = new RawServer(async (connection, _) =>
        {
            await connection.ReadExactlyAsync(24);
            await connection.WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            connection.Dispose();
        });

        var verdict = await FailAsync(server.Address, "order");

        Assert.Contains(verdict, new[] { RetryVerdict.NotSent, RetryVerdict.Unknown });
    }

    private static async Task<RetryVerdict> FailAsync(string address, string? body)
    {
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body is null ? null : new StringContent(body),
        };

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => invoker.SendAsync(request, default));

        return RetryRules.Judge(error, default);
    }
}
