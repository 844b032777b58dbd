using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Balancing.Tests.Resolution.NameServers;

/// <summary>A name server as a child in the foreground, with a directory of its own. Ended by SIGTERM, and killed if that does not do.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly string[] Folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), "/usr/sbin", "/sbin", "/usr/local/sbin"];

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ServerProcess(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Find(program)!, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += Record;
        _process.ErrorDataReceived += Record;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where a program is, or null.</summary>
    public static string? Find(string program) =>
        OperatingSystem.IsWindows() ? null : Folders.Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>Starts a server and waits until it accepts connections and has written that it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(IPEndPoint server, string program, string ready, params IEnumerable<string> arguments)
    {
        var process = new ServerProcess(program, arguments);
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (true)
        {
            if (process._process.HasExited || patience.IsCancellationRequested)
            {
                await process.DisposeAsync();
                throw new InvalidOperationException($"{program} did not start: {process.Output}");
            }

            try
            {
                using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(server, patience.Token);
                if (process.Output.Contains(ready, StringComparison.Ordinal)) return process;
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // Not yet.
            }

            // Real processes start in real time: 20 ms between two looks.
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task RunAsync(string program, string input, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Find(program)!, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} failed: {errors}");
    }

    /// <param name="signal">Such as <c>HUP</c>.</param>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process.Id.ToString()]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await SignalAsync("TERM");
            try
            {
                await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(5));
            }
            catch (TimeoutException)
            {
                _process.Kill();
                await _process.WaitForExitAsync().WaitAsync(Patience);
            }
        }

        _process.Dispose();
    }

    private string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    private void Record(object sender, DataReceivedEventArgs line)
    {
        lock (_output) _output.AppendLine(line.Data);
    }
}
