namespace Balancing.Testing;

/// <summary>Real threads that start together, for tests of concurrency.</summary>
public static class ThreadTeam
{
    /// <summary>Runs <paramref name="action"/> on as many threads, each given its number, and throws what they threw.</summary>
    public static void Run(int threads, Action<int> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        using var start = new Barrier(threads);
        var errors = new List<Exception>();
        var team = Enumerable.Range(0, threads).Select(number => new Thread(() =>
        {
            start.SignalAndWait();
            try
            {
                action(number);
            }
            catch (Exception e)
            {
                lock (errors) errors.Add(e);
            }
        })).ToList();
        team.ForEach(thread => thread.Start());
        team.ForEach(thread => thread.Join());
        if (errors.Count > 0) throw new AggregateException(errors);
    }
}
