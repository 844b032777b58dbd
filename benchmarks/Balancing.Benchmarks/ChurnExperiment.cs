using System.Diagnostics;
using Balancing.Resolution;

namespace Balancing.Benchmarks;

/// <summary>What requests notice while 1 % of 10,000 endpoints are replaced every second, in one list or in a hundred lists that change one endpoint each.</summary>
/// <remarks>Not a BenchmarkDotNet class: what counts is the slowest of many requests, and the three cases take turns, so that the machine's moods meet all of them.</remarks>
internal static class ChurnExperiment
{
    private const int Endpoints = 10_000;
    private const int ReplacedPerSecond = Endpoints / 100;
    private const int Rounds = 8;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2);
    private static readonly (string Name, int ListsPerSecond)[] Cases = [("no change", 0), ("one list per second", 1), ("a hundred lists per second", 100)];

    public static void Run()
    {
        var results = Cases.ToDictionary(test => test.Name, _ => new List<Result>());
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var (name, lists) in Cases)
            {
                var result = Measure(lists);

                // The first round is for the compiler.
                if (round > 0) results[name].Add(result);
                Console.Error.WriteLine($"{round}/{Rounds} {name}: {result.PerSecond:N0} requests/s");
            }
        }

        Console.WriteLine("| 10,000 endpoints, 1 % replaced per second | requests/s | of those without change | 99 % below | 99.99 % below | slowest |");
        Console.WriteLine("|---|---|---|---|---|---|");
        var calm = Median(results[Cases[0].Name], result => result.PerSecond);
        foreach (var (name, all) in results)
        {
            var rate = Median(all, result => result.PerSecond);
            Console.WriteLine(FormattableString.Invariant(
                $"| {name} | {rate:N0} | {rate / calm:P1} | {Median(all, r => r.P99):N0} ns | {Median(all, r => r.P9999) / 1_000:N1} µs | {Median(all, r => r.Max) / 1_000:N0} µs |"));
        }
    }

    private static Result Measure(int listsPerSecond)
    {
        var next = 0;
        var list = Enumerable.Range(0, Endpoints).Select(_ => New(next++)).ToArray();
        var resolver = new PushResolver(list);
        using var cluster = new Cluster("churn", resolver, LoadBalancer.PowerOfTwoChoices());
        using var stop = new CancellationTokenSource();
        var churn = listsPerSecond == 0 ? Task.CompletedTask : Task.Run(() => Churn(resolver, list, next, listsPerSecond, stop.Token));
        var samples = new List<long>(4_000_000);
        var clock = Stopwatch.StartNew();
        var requests = 0L;
        while (clock.Elapsed < Window)
        {
            for (var i = 0; i < 100; i++)
            {
                var before = Stopwatch.GetTimestamp();
                cluster.Begin().Complete(OutcomeKind.Success);
                samples.Add(Stopwatch.GetTimestamp() - before);
                requests++;
            }
        }

        var elapsed = clock.Elapsed.TotalSeconds;
        stop.Cancel();
        churn.Wait();
        samples.Sort();
        return new Result(requests / elapsed, At(0.99), At(0.9999), At(1));

        double At(double quantile) => samples[Math.Min(samples.Count - 1, (int)(quantile * samples.Count))] * 1e9 / Stopwatch.Frequency;
    }

    private static void Churn(PushResolver resolver, EndpointDescription[] list, int next, int listsPerSecond, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        for (var update = 1; !stop.IsCancellationRequested; update++)
        {
            list = [.. list];
            for (var i = 0; i < ReplacedPerSecond / listsPerSecond; i++) list[next % Endpoints] = New(next++);
            resolver.Update(list);
            var wait = TimeSpan.FromSeconds(update / (double)listsPerSecond) - clock.Elapsed;
            if (wait > TimeSpan.Zero) stop.WaitHandle.WaitOne(wait);
        }
    }

    private static EndpointDescription New(int number) => new($"http://10.{(number >> 16) & 255}.{(number >> 8) & 255}.{number & 255}:8080");

    private static double Median(List<Result> results, Func<Result, double> of)
    {
        var sorted = results.Select(of).Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private sealed record Result(double PerSecond, double P99, double P9999, double Max);
}
