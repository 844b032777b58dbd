using System.Diagnostics;

namespace Balancing.Http.Tests.Support;

/// <summary>A server in a process of its own, which can be stopped, continued and killed.</summary>
internal sealed class BackendProcess : IDisposable
{
    // Not the address at which other tests take any free port: nobody takes this one's while it is down.
    private const string Host = "127.0.0.2";

    private readonly Process _process;

    private BackendProcess(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    public string Address => $"http://{Host}:{Port}";

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

    /// <summary>From now on it takes connections and answers nothing: the system does the one, the process would have to do the other.</summary>
    public Task StopAsync() => SignalAsync("STOP");

    public Task ContinueAsync() => SignalAsync("CONT");

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {_process.Id}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
