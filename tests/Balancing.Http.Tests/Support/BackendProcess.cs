using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;

namespace Balancing.Http.Tests.Support;

/// <summary>A server in a process of its own, which can be made sick, stopped, continued and killed.</summary>
internal sealed class BackendProcess : IDisposable
{
    // Not the address at which other tests take any free port: nobody takes this one's while it is down.
    private const string Host = "127.0.0.2";

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();
    private readonly Channel<string> _answers = Channel.CreateUnbounded<string>();
    private readonly Task _reading;

    private BackendProcess(Process process, int port)
    {
        _process = process;
        Port = port;
        _reading = Task.Run(ReadAsync);
    }

    public int Port { get; }

    public string Address => $"http://{Host}:{Port}";

    /// <summary>The header X-Id of each request that was read to its end and had one, written down before it was answered.</summary>
    public IReadOnlyCollection<string> Log => _log;

    /// <param name="port">0 for any free one.</param>
    public static async Task<BackendProcess> StartAsync(int port = 0)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Balancing.TestBackend.dll"), Host, $"{port}"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        return new BackendProcess(process, int.Parse((await process.StandardOutput.ReadLineAsync())!));
    }

    /// <summary>Tells it how to answer from now on; the program says which orders there are. Afterwards <see cref="Log"/> has all requests from before.</summary>
    public async Task OrderAsync(string order)
    {
        await _process.StandardInput.WriteLineAsync(order);
        await _process.StandardInput.FlushAsync();
        await _answers.Reader.ReadAsync();
    }

    /// <summary>From now on it takes connections and answers nothing: the system does the one, the process would have to do the other.</summary>
    public Task StopAsync() => SignalAsync("STOP");

    public Task ContinueAsync() => SignalAsync("CONT");

    /// <summary>Afterwards <see cref="Log"/> is complete: what a process has written outlives it.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _reading.Wait(TimeSpan.FromSeconds(10));
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("= ", StringComparison.Ordinal)) _log.Enqueue(line[2..]);
            else _answers.Writer.TryWrite(line);
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {_process.Id}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
