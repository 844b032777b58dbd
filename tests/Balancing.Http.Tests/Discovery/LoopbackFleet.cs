using System.Net;
using Balancing.Http.Tests.Support;
using Balancing.Tests.Resolution;
using Microsoft.AspNetCore.Http;

namespace Balancing.Http.Tests.Discovery;

/// <summary>Servers at 127.0.7.1, 127.0.7.2 … and one port, as a name with several A records wants them.</summary>
internal sealed class LoopbackFleet : IAsyncDisposable
{
    private readonly Dictionary<string, TestServer> _running = [];

    /// <summary>Of all servers. Free at every address of this machine.</summary>
    public int Port { get; } = LoopbackPort.Free(IPAddress.Any);

    /// <summary>Holds the answers to /slow, once a test has set it.</summary>
    public TaskCompletionSource Held { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static string Address(int number) => $"127.0.7.{number}";

    public async Task StartAsync(params IEnumerable<int> numbers)
    {
        foreach (var number in numbers)
            _running[Address(number)] = await TestServer.StartAsync(AnswerAsync, _ => { }, new IPEndPoint(IPAddress.Parse(Address(number)), Port));
    }

    /// <summary>Those of a server's present life.</summary>
    public int RequestsOf(int number) => _running[Address(number)].Requests;

    public async Task StopAsync(int number)
    {
        _running.Remove(Address(number), out var server);
        await server!.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Held.TrySetResult();
        foreach (var server in _running.Values) await server.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/slow") await Held.Task;
        await context.Response.WriteAsync($"{context.Connection.LocalIpAddress} {context.Request.Host}");
    }
}
