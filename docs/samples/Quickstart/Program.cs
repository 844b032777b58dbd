using System.Diagnostics;
using System.Runtime.InteropServices;
using Balancing;
using Microsoft.Extensions.DependencyInjection;
using Quickstart;
using Quickstart.Drills;

var started = Stopwatch.GetTimestamp();
if (!QuickstartOptions.TryParse(args, out var options, out var problem))
{
    await Console.Error.WriteLineAsync(problem);
    return ExitCode.Usage;
}

if (options.ShowHelp)
{
    await Console.Out.WriteAsync(QuickstartOptions.Usage);
    return ExitCode.Success;
}

using var interrupted = new CancellationTokenSource();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);

if (options.Drill) return await DrillCommand.RunAsync(options, interrupted.Token);

// Four servers of different speed on this machine, or the user's own.
await using var fleet = options.Backends.Count == 0 ? await BackendFleet.StartAsync() : null;
var targets = fleet?.Targets ?? options.Backends;

var services = new ServiceCollection();
foreach (var strategy in options.Strategies)
{
    // This is all it takes: a name, a strategy, some endpoints. One client per strategy, so that they can be compared.
    services.AddBalancedHttpClient(strategy, client =>
    {
        client.Strategy = strategy;
        foreach (var target in targets) client.AddEndpoint(target.Url, target.Weight);
    })
    // The rest is for measuring. An attempt handler sees which endpoint was picked.
    .AddAttemptHandler(_ => new SentToHandler())
    .ConfigureHttpClient(http => http.Timeout = Comparison.RequestTimeout)
    .UseSocketsHttpHandler((handler, _) => handler.AllowAutoRedirect = false);
}

await using var provider = services.BuildServiceProvider();

try
{
    if (fleet is not null) await fleet.WarmUpAsync(interrupted.Token);

    var comparison = new Comparison(
        strategy => new StrategyRun(
            strategy,
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(strategy),
            provider.GetRequiredKeyedService<Cluster>(strategy),
            options.Requests),
        options, fleet, started);

    var screen = Screen.Create(options.Json);
    if (screen.Profile.Capabilities.Interactive) await LiveTable.ShowAsync(screen, comparison, targets, interrupted.Token);
    else await comparison.RunAsync(interrupted.Token);

    if (options.Json) await SummaryJson.WriteAsync(Console.OpenStandardOutput(), comparison.Finished);
    else SummaryTable.Write(screen, comparison.Finished, targets, options);

    foreach (var complaint in comparison.Finished.SelectMany(result => result.Complaints)) await Console.Error.WriteLineAsync(complaint);
    return comparison.Finished.All(result => result.IsFlawless) ? ExitCode.Success : ExitCode.Failed;
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("Interrupted.");
    return ExitCode.Interrupted;
}

void Interrupt(PosixSignalContext signal)
{
    signal.Cancel = true;
    interrupted.Cancel();
}
