using Balancing.Simulator.Model;
using Balancing.Simulator.Policies;
using Balancing.Simulator.Results;
using Balancing.Simulator.Scenarios;

namespace Balancing.Simulator;

/// <summary>Runs every policy in every scenario with every seed. The order and number of threads do not change what comes out.</summary>
internal static class Experiment
{
    public static Outcome[] Run(Scenario[] scenarios, IPolicyFactory[] policies, int firstSeed, int seeds, int parallel, Progress progress)
    {
        var jobs = (from scenario in scenarios from policy in policies from seed in Enumerable.Range(firstSeed, seeds) select (scenario, policy, seed)).ToArray();
        var runs = new RunResult[jobs.Length];
        progress.Begin(scenarios, policies.Length * seeds);
        var next = -1;
        Exception? failed = null;

        // Plain threads: a run takes its time, and the jobs are taken in order, so that results of one scenario come together.
        var workers = new Thread[Math.Clamp(parallel, 1, jobs.Length)];
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = new Thread(() =>
            {
                while (failed is null && Interlocked.Increment(ref next) is var job && job < jobs.Length)
                {
                    try
                    {
                        runs[job] = Simulation.Run(jobs[job].scenario, jobs[job].policy, jobs[job].seed);
                        progress.OnRun(jobs[job].scenario.Id);
                    }
                    catch (Exception e)
                    {
                        failed = e;
                    }
                }
            });
            workers[i].Start();
        }

        foreach (var worker in workers) worker.Join();
        progress.End();
        if (failed is not null) throw new InvalidOperationException("A run has failed.", failed);

        var outcomes = new List<Outcome>();
        for (var i = 0; i < jobs.Length; i += seeds)
            outcomes.Add(new Outcome { Scenario = jobs[i].scenario.Id, Policy = jobs[i].policy.Name, Runs = runs[i..(i + seeds)] });
        return [.. outcomes.Select(outcome => outcome with { P99OverBound = OverBound(outcome, outcomes) })];
    }

    private static double OverBound(Outcome outcome, List<Outcome> all)
    {
        var oracles = all.Where(other => other.Scenario == outcome.Scenario && other.Policy.StartsWith(OracleFactory.Prefix, StringComparison.Ordinal)).ToArray();
        if (oracles.Length == 0) return double.NaN;

        // The best oracle in this scenario, not of each seed: a bound is one policy, not the luckiest of three.
        var bound = oracles.MinBy(oracle => oracle.P99)!;
        return Math.Exp(outcome.Runs.Zip(bound.Runs, (run, best) => Math.Log(run.P99 / best.P99)).Average());
    }
}
