using Balancing.Internal;

namespace Balancing;

/// <summary>What a cluster's resolver has said: the last good list, and whether the source is failing since.</summary>
/// <remarks>Safe for concurrent use: reports may come from any thread. The observer is told when the source begins to fail, and when that is over; not of every report.</remarks>
internal sealed class EndpointFeed(Cluster cluster, ClusterOptions options, Func<TimeSpan> now, Action changed) : IPartialListener
{
    private Report _last = new(null, [], Condition.Good, default, null);

    private enum Condition
    {
        Good,
        Failing,
        Empty,
    }

    /// <summary>What went wrong last, if the source is failing.</summary>
    public Exception? Error => Volatile.Read(ref _last).Error;

    /// <summary>When the list will be too old to be used; <see langword="null"/> if the source is not failing, or it does not matter how old the list is.</summary>
    public TimeSpan? ExpiresAt =>
        Volatile.Read(ref _last) is { Condition: not Condition.Good, List: not null } report && options.MaxStaleAge is { } age ? report.FailingSince + age : null;

    /// <summary>The last good list, or <see langword="null"/> before there is one.</summary>
    public IReadOnlyList<EndpointDescription>? List => Volatile.Read(ref _last).List;

    /// <summary>What is left of the list when it is too old: what comes from sources that do not fail.</summary>
    public IReadOnlyList<EndpointDescription> Current => Volatile.Read(ref _last).Current;

    public void OnResolved(IReadOnlyList<EndpointDescription> endpoints)
    {
        // Kept, it would fail every rebuild to come, and whoever asked for that.
        if (endpoints is null || endpoints.Contains(null))
        {
            OnFailed(new ArgumentException("The resolver reported a list that is null or has a null in it.", nameof(endpoints)));
        }
        else if (endpoints.Count == 0)
        {
            // Far more often a registry's hiccup than a service without servers.
            if (Fail(Condition.Empty, null)) options.Observer.Notify(observer => observer.OnEmptyListIgnored(cluster));
        }
        else
        {
            var before = Interlocked.Exchange(ref _last, new Report(endpoints, [], Condition.Good, default, null));
            if (before.Condition != Condition.Good) options.Observer.Notify(observer => observer.OnResolverRecovered(cluster));
            changed();
        }
    }

    public void OnPartlyResolved(IReadOnlyList<EndpointDescription> endpoints, IReadOnlyList<EndpointDescription> current)
    {
        Report before;
        do
        {
            before = Volatile.Read(ref _last);
        }
        while (Interlocked.CompareExchange(ref _last, before with { List = endpoints, Current = current }, before) != before);

        changed();
    }

    public void OnFailed(Exception error)
    {
        if (Fail(Condition.Failing, error)) options.Observer.Notify(observer => observer.OnResolverFailed(cluster, error));
    }

    /// <summary>Returns whether that is news.</summary>
    private bool Fail(Condition condition, Exception? error)
    {
        while (true)
        {
            var before = Volatile.Read(ref _last);
            if (Interlocked.CompareExchange(ref _last, before with { Condition = condition, FailingSince = before.Condition == Condition.Good ? now() : before.FailingSince, Error = error }, before) != before) continue;

            // The list may have to be given up in a while.
            if (before.Condition == Condition.Good && ExpiresAt is not null) changed();
            return before.Condition != condition;
        }
    }

    private sealed record Report(IReadOnlyList<EndpointDescription>? List, IReadOnlyList<EndpointDescription> Current, Condition Condition, TimeSpan FailingSince, Exception? Error);
}
