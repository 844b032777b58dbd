using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Drills;

/// <summary>Four servers in processes of their own, each of which can be broken and mended.</summary>
public sealed class Fleet : IAsyncLifetime
{
    /// <summary>How many servers there are.</summary>
    public const int Size = 4;

    private readonly List<BackendProcess>[] _lives = [[], [], [], []];

    internal IEnumerable<string> Addresses => _lives.Select(lives => lives[^1].Address);

    internal BackendProcess this[int number] => _lives[number][^1];

    public async Task InitializeAsync()
    {
        if (!OperatingSystem.IsLinux()) return;
        for (var i = 0; i < Size; i++) _lives[i].Add(await BackendProcess.StartAsync());
    }

    public Task DisposeAsync()
    {
        foreach (var server in _lives.SelectMany(lives => lives)) server.Dispose();
        return Task.CompletedTask;
    }

    /// <param name="number">Which server.</param>
    /// <param name="fault">"killed", "stopped", or what a server can be told.</param>
    internal Task BreakAsync(int number, string fault) => fault switch
    {
        "killed" => this[number].KillAsync(),
        "stopped" => this[number].StopAsync(),
        _ => this[number].OrderAsync(fault),
    };

    internal async Task MendAsync(int number, string fault)
    {
        if (fault == "killed") _lives[number].Add(await BackendProcess.StartAsync(this[number].Port));
        else if (fault == "stopped") await this[number].ContinueAsync();
        else await this[number].OrderAsync("well");
    }

    internal Task BreakAllAsync(string fault) => Task.WhenAll(Enumerable.Range(0, Size).Select(i => BreakAsync(i, fault)));

    internal Task MendAllAsync(string fault) => Task.WhenAll(Enumerable.Range(0, Size).Select(i => MendAsync(i, fault)));

    /// <summary>How many requests whose ids begin with the prefix a server has got so far, at least.</summary>
    internal int CountArrivals(int number, string prefix) => _lives[number].Sum(life => life.Log.Count(id => id.StartsWith(prefix, StringComparison.Ordinal)));

    /// <summary>The ids that begin with the prefix, for each server, in all its lives. All servers must be well.</summary>
    internal async Task<IReadOnlyList<string>[]> ArrivalsAsync(string prefix)
    {
        foreach (var lives in _lives) await lives[^1].OrderAsync("well");
        return [.. _lives.Select(lives => lives.SelectMany(life => life.Log).Where(id => id.StartsWith(prefix, StringComparison.Ordinal)).ToList())];
    }
}
