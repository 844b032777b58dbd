using Balancing;
using Balancing.Http;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Quickstart.Drills;

/// <summary><c>--drill</c>: sets up a client with short ejections, and one without resilience beside it, runs the drill, and shows it.</summary>
internal static class DrillCommand
{
    private const string Resilient = "resilient", Plain = "plain";

    private static readonly TimeSpan TimeOfAnAttempt = TimeSpan.FromMilliseconds(500);

    public static async Task<int> RunAsync(QuickstartOptions options, CancellationToken cancellationToken)
    {
        var strategy = options.Strategies.Count == 1 ? options.Strategies[0] : BalancingStrategies.LeastConnections;
        var log = new DrillLog();
        await using var fleet = await BackendFleet.StartAsync();

        var services = new ServiceCollection();
        AddClient(Resilient, log);
        AddClient(Plain, new DrillLog());
        await using var provider = services.BuildServiceProvider();
        try
        {
            await fleet.WarmUpAsync(cancellationToken);
            var clients = provider.GetRequiredService<IHttpClientFactory>();
            var drill = new Drill(clients.CreateClient(Resilient), clients.CreateClient(Plain), provider.GetRequiredKeyedService<Cluster>(Resilient), fleet, log);
            return await ShowAsync(drill, strategy, fleet.Targets, options, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Interrupted.");
            return ExitCode.Interrupted;
        }

        void AddClient(string name, ClusterObserver observer) => services.AddBalancedHttpClient(name, client =>
        {
            client.Strategy = strategy;
            foreach (var target in fleet.Targets) client.AddEndpoint(target.Url, target.Weight);

            // Sick servers are ejected without any of this. The times are shorter than the defaults, so that there is something to see.
            client.Health.OutlierDetection.Interval = TimeSpan.FromMilliseconds(500);
            client.Health.OutlierDetection.BaseEjectionTime = TimeSpan.FromSeconds(1);
            client.Health.OutlierDetection.MaxEjectionTime = TimeSpan.FromSeconds(2);
            client.Health.OutlierDetection.EjectionJitter = TimeSpan.FromMilliseconds(100);
            client.Health.SlowStart.Window = TimeSpan.FromSeconds(1);
            client.UseObserver(observer);

            // Failed requests are sent elsewhere without any of this, too. Both clients need to know how long to wait for a server that hangs.
            if (name == Plain) client.Resilience = ResilienceOptions.None();
            client.Resilience.AttemptTimeout = TimeOfAnAttempt;
            client.Resilience.TotalTimeout = Comparison.RequestTimeout;
        });
    }

    private static async Task<int> ShowAsync(Drill drill, string strategy, IReadOnlyList<Target> targets, QuickstartOptions options, CancellationToken cancellationToken)
    {
        var screen = Screen.Create(options.Json);
        var running = drill.RunAsync(options.Concurrency, cancellationToken);
        if (!options.Json) await DrillScreen.FollowAsync(screen, drill, strategy, targets, running);
        await running;

        if (options.Json) await DrillJson.WriteAsync(Console.OpenStandardOutput(), new DrillSummary(strategy, drill.Phases, drill.Log.Events));
        else DrillTables.WriteSummary(screen, drill.Phases, targets);

        var complaints = drill.Phases.Select(phase => phase.Complaint).OfType<string>().ToList();
        foreach (var complaint in complaints) await Console.Error.WriteLineAsync(complaint);
        return complaints.Count == 0 ? ExitCode.Success : ExitCode.Failed;
    }
}
