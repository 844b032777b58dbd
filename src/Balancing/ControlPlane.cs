using System.Diagnostics;
using Balancing.Health;
using Balancing.Internal;
using Balancing.Limits;
using Balancing.LoadReports;
using Balancing.Planning;
using Balancing.Resolution;

namespace Balancing;

/// <summary>Works out what changes in a cluster, aside and one change at a time, and publishes it as a snapshot with one volatile write.</summary>
/// <remarks>The requests' side is <see cref="DataPlane"/>: it reads the snapshot, and asks for a run where a request has changed something.</remarks>
internal sealed class ControlPlane : IDisposable
{
    private readonly Cluster _cluster;
    private readonly ClusterOptions _options;
    private readonly ConcurrencyLimiter? _limiter;
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly CoalescingLatch _rebuild;
    private readonly Alarm _alarm;
    private readonly ListPace _pace;
    private readonly TaskCompletionSource _firstResolution = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Set by anybody, read inside the latch.
    private volatile ILoadBalancer _loadBalancer;
    private volatile bool _disposed;

    // Set by the first completion that fails, reset inside the latch.
    private int _pickerFailureTold;

    // Touched inside the latch only.
    private readonly EndpointTable _table = new();
    private readonly ClusterPlanner _planner;
    private readonly HealthMonitor _health;
    private bool _expired;

    // Written inside the latch, read by every request.
    private volatile ClusterSnapshot _snapshot = ClusterSnapshot.Unresolved;

    public ControlPlane(Cluster cluster, ILoadBalancer loadBalancer, ClusterOptions options, ConcurrencyLimiter? limiter)
    {
        _cluster = cluster;
        _options = options;
        _limiter = limiter;
        _time = options.TimeProvider;
        _origin = _time.GetTimestamp();
        _loadBalancer = loadBalancer;
        _rebuild = new CoalescingLatch(RebuildInLatch);
        _alarm = new Alarm(options.TimeProvider, RequestRebuild);
        _pace = new ListPace(options.TimeProvider, TakeList);
        Feed = new EndpointFeed(cluster, options, () => Now, () => _pace.Request(Now));
        if (options.LoadReports.Enabled) Loads = new LoadBoard(options.LoadReports, RequestRebuild);
        _planner = new ClusterPlanner(options.Health, options.Topology, options.Topology.Subset.Size is null ? 0 : SubsetPlanner.ClientHash(options.Topology.Subset, options.Random)) { ReportFactorOf = Loads is null ? null : LoadBoard.FactorOf };
        _health = new HealthMonitor(options.Health, options.TimeProvider, () => Now, options.Random, RequestRebuild) { ChecksAll = options.Topology.Subset.Size is null };
    }

    /// <summary>Is told, inside the latch, that a plan has been published.</summary>
    public Action? Published { get; set; }

    /// <summary>Is asked for a new list when so many endpoints fail that the one in use may be out of date.</summary>
    public Action? ListInDoubt { get; set; }

    /// <summary>Where the resolver reports to.</summary>
    public EndpointFeed Feed { get; }

    /// <summary>Where load reports go; <see langword="null"/> if nobody looks at them.</summary>
    public LoadBoard? Loads { get; }

    /// <summary>Monotonic time since the cluster was created.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_origin);

    public ClusterSnapshot Snapshot => _snapshot;

    public Task FirstResolution => _firstResolution.Task;

    public bool IsDisposed => _disposed;

    public ILoadBalancer LoadBalancer
    {
        get => _loadBalancer;
        set
        {
            _loadBalancer = value;
            _rebuild.Request();
        }
    }

    /// <summary>Something is due, or something has happened that must not become the caller's trouble.</summary>
    public void RequestRebuild()
    {
        try
        {
            _rebuild.Request();
        }
        catch (Exception e)
        {
            OnLoadBalancerFailed(e);
        }
    }

    /// <summary>A picker threw when a request had ended: told once per rebuild, for it may happen with every request.</summary>
    public void OnPickerFailed(Exception error)
    {
        if (Interlocked.Exchange(ref _pickerFailureTold, 1) == 0) OnLoadBalancerFailed(error);
    }

    public void Dispose()
    {
        // What is touched inside the latch only is disposed of there.
        _disposed = true;
        RequestRebuild();
    }

    private void OnLoadBalancerFailed(Exception error) => _options.Observer.Notify(observer => observer.OnLoadBalancerFailed(_cluster, error));

    private void TakeList()
    {
        try
        {
            _rebuild.Request();
        }
        catch (Exception e)
        {
            // Such as a list that was changed when it had been reported. It must end neither the resolver's loop nor, from a timer's thread, the process.
            Feed.OnFailed(e);
        }
    }

    private void RebuildInLatch()
    {
        Debug.Assert(_rebuild.IsHeld, "Rebuilding outside the latch.");
        if (_disposed)
        {
            _alarm.Dispose();
            _pace.Dispose();
            _health.Dispose();
        }

        if (Feed.List is not { } descriptions) return;

        var now = Now;
        Volatile.Write(ref _pickerFailureTold, 0);
        var (expiresAt, wasExpired) = (Feed.ExpiresAt, _expired);
        _expired = expiresAt <= now;
        var list = _table.Reconcile(_expired ? Feed.Current : descriptions, now);
        if (!list.IsEmpty) _pace.OnListTaken(list.All.Length, now);
        foreach (var added in list.New) _limiter?.Admit(added);
        if (list.Added.Length + list.Removed.Length > 0) _health.OnEndpointsChanged(list.Added, list.New, list.Removed, now);
        var changes = new List<HealthChange>();
        var healthDue = _health.Run(list.All, now, changes);
        var (loadsMoved, loadsDue) = (false, (TimeSpan?)null);
        if (!_disposed) loadsDue = Loads?.Run(list.All, list.Added, now, out loadsMoved);
        var plan = _expired && list.All.Length == 0 ? ClusterPlan.Expired : _planner.Plan(list.All, now);
        if (plan.Watched is { } watched) _health.Watch(watched);

        var before = _snapshot;
        if (!list.IsEmpty || changes.Count > 0 || loadsMoved || plan.NextChange is not null || !before.IsUpToDate(_loadBalancer))
            _snapshot = before.Next(list.All, plan, _loadBalancer, OnLoadBalancerFailed);

        var due = EligibilityPlanner.Earlier(EligibilityPlanner.Earlier(plan.NextChange, healthDue), loadsDue);
        _alarm.Set((_expired ? due : EligibilityPlanner.Earlier(due, expiresAt)) - now);
        _firstResolution.TrySetResult();
        Published?.Invoke();
        Tell(list, changes, before.IsPanicking, _snapshot.IsPanicking);
        if (_expired && !wasExpired) _options.Observer.Notify(observer => observer.OnListExpired(_cluster, _options.MaxStaleAge!.Value));
        if (_health.HalfFail) DoubtList();
    }

    private void DoubtList()
    {
        try
        {
            ListInDoubt?.Invoke();
        }
        catch (Exception e)
        {
            Feed.OnFailed(e);
        }
    }

    private void Tell(EndpointChanges list, List<HealthChange> changes, bool wasPanicking, bool isPanicking)
    {
        if (!list.IsEmpty) _options.Observer.Notify(observer => observer.OnEndpointsChanged(_cluster, list.Added, list.Removed));
        foreach (var change in changes) _options.Observer.Notify(observer => observer.OnHealthChanged(_cluster, change));
        if (wasPanicking != isPanicking) _options.Observer.Notify(observer => observer.OnPanicChanged(_cluster, isPanicking));
    }
}
