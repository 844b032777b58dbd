using System.Net;
using Balancing;
using Balancing.Http;

namespace Quickstart.Drills;

/// <summary>Keeps sending requests while backends break and are mended, one after the other.</summary>
/// <param name="client">Sends every second one.</param>
/// <param name="without">Sends the others: without resilience, for comparison.</param>
/// <param name="cluster">The first client's.</param>
/// <param name="fleet">The backends.</param>
/// <param name="log">Is told by the cluster.</param>
internal sealed class Drill(HttpClient client, HttpClient without, Cluster cluster, BackendFleet fleet, DrillLog log)
{
    private const int Clients = 1024;

    /// <summary>Between two requests of one worker: enough load to see something, and not what the machine can bear.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>What was sent before a phase may arrive in its first moments; the fault comes after them.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(100);

    private readonly List<PhaseTally> _phases = [];
    private volatile PhaseTally? _current;
    private int _taken;

    public Cluster Cluster => cluster;

    public DrillLog Log => log;

    /// <summary>The results so far, the running phase last.</summary>
    public IReadOnlyList<PhaseResult> Phases
    {
        get
        {
            lock (_phases) return _phases.ConvertAll(phase => phase.ToResult(fleet.Targets.Select(target => target.Url)));
        }
    }

    public async Task RunAsync(int concurrency, CancellationToken cancellationToken)
    {
        Task? workers = null;
        foreach (var phase in DrillPhase.Plan)
        {
            Begin(phase);
            workers ??= Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(() => WorkAsync(cancellationToken), cancellationToken)));
            await Task.Delay(Settling, TimeProvider.System, cancellationToken);
            if (phase.Sick is { } sick) await fleet[sick].BreakAsync(phase.Fault);
            await Task.Delay(phase.Length - Settling, TimeProvider.System, cancellationToken);
            if (phase.Sick is { } mended) await fleet[mended].MendAsync();
        }

        _current = null;
        if (workers is not null) await workers;
    }

    private void Begin(DrillPhase phase)
    {
        log.Begin(phase.Name);
        var tally = new PhaseTally(phase.Name, phase.Sick is { } sick ? fleet.Targets[sick].Url : null);
        lock (_phases) _phases.Add(tally);
        _current = tally;
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (_current is { } phase)
        {
            await SendAsync(phase, Interlocked.Increment(ref _taken), cancellationToken);
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    private async Task SendAsync(PhaseTally phase, int number, CancellationToken cancellationToken)
    {
        var sender = number % 2 == 0 ? client : without;
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        var attempts = request.TrackAttempts();
        request.SetAffinityKey(new IPAddress([10, 0, (byte)(number % Clients >> 8), (byte)number]));
        var failed = true;
        try
        {
            using var response = await sender.SendAsync(request, cancellationToken);
            failed = (int)response.StatusCode >= 400;
        }
        catch (HttpRequestException)
        {
            // Refused, reset, the attempt's time was up, or no endpoint to use.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // HttpClient.Timeout
        }

        if (sender == client) phase.Add(attempts.Attempts, failed);
        else phase.AddWithout(failed);
    }
}
