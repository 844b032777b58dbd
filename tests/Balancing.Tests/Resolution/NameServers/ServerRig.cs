using System.Net;
using Balancing.Resolution;

namespace Balancing.Tests.Resolution.NameServers;

/// <summary>A directory, a port and a resolver for a test with a real name server.</summary>
internal sealed class ServerRig : IAsyncDisposable
{
    private IDisposable? _subscription;
    private ServerProcess? _process;
    private Func<Task<ServerProcess>> _start = () => throw new InvalidOperationException("No server was set up.");

    public ServerRig(IPAddress? address = null)
    {
        var ip = address ?? IPAddress.Loopback;
        Server = new IPEndPoint(ip, LoopbackPort.Free(ip));
        Directory.CreateDirectory(Folder);
    }

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "balancing-" + Path.GetRandomFileName());

    public IPEndPoint Server { get; }

    /// <summary>Advanced by tests: when to ask again is not a matter of real time, what a real server does in between is.</summary>
    public FakeTimeProvider Clock { get; } = new();

    public RecordingListener Listener { get; } = new();

    /// <summary>Short waits, so that a step of the clock is a question; no jitter.</summary>
    public DnsOptions Options => new() { Servers = [Server.ToString()], Jitter = 0, AddressFamilies = DnsAddressFamilies.IPv4, Attempts = 1 };

    public string Write(string file, string text)
    {
        var path = Path.Combine(Folder, file);
        File.WriteAllText(path, text);
        return path;
    }

    /// <param name="program">What to start.</param>
    /// <param name="ready">What it writes when it is; empty: it is ready when it listens.</param>
    /// <param name="arguments">Of its command line.</param>
    public async Task StartAsync(string program, string ready, params IReadOnlyList<string> arguments)
    {
        _start = () => ServerProcess.StartAsync(Server, program, ready, arguments);
        _process = await _start();
    }

    public async Task StopAsync() => await _process!.DisposeAsync();

    public async Task RestartAsync() => _process = await _start();

    public Task SignalAsync(string signal) => _process!.SignalAsync(signal);

    public RecordingListener Subscribe(IEndpointResolver resolver)
    {
        _subscription?.Dispose();
        _subscription = resolver.Subscribe(Listener);
        return Listener;
    }

    /// <summary>What the next question brings: it is asked as soon as the loop sleeps.</summary>
    public async Task<RecordingListener.Report> AskAgainAsync()
    {
        await Clock.WhenTimersAsync(1).WaitAsync(TimeSpan.FromSeconds(30));

        // Not a tick more: the time limit of the question would run out before a real server could answer.
        Clock.Advance(Clock.NextDue!.Value);
        return await Listener.NextAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _subscription?.Dispose();
        if (_process is not null) await _process.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
