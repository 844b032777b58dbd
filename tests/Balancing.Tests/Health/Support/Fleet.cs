using Balancing.Resolution;

namespace Balancing.Tests.Health.Support;

/// <summary>A cluster on a fake clock, whose requests go where the test says. Ejections last exactly as long as the formula says: no jitter.</summary>
internal sealed class Fleet : IDisposable
{
    public Fleet(int count, Action<HealthOptions>? configure = null, Random? random = null, ILoadBalancer? loadBalancer = null, Func<PushResolver, IEndpointResolver>? over = null)
    {
        var health = new HealthOptions { OutlierDetection = { EjectionJitter = TimeSpan.Zero } };
        configure?.Invoke(health);
        Options = health;
        Resolver = new PushResolver(EndpointSets.Descriptions(count));
        Cluster = new Cluster("fleet", over?.Invoke(Resolver) ?? Resolver, loadBalancer ?? Directed, new ClusterOptions
        {
            TimeProvider = Clock,
            Observer = Log,
            Health = health,
            Random = random ?? new FixedRandom(0),
        });
    }

    public FakeTimeProvider Clock { get; } = new();

    public HealthLog Log { get; } = new();

    public Directed Directed { get; } = new();

    public PushResolver Resolver { get; }

    public HealthOptions Options { get; }

    public Cluster Cluster { get; }

    public Endpoint this[int index] => Cluster.Endpoints[index];

    /// <summary>Three endpoints, the first of which has been ejected and waits for the request that tries it.</summary>
    public static Fleet Probing()
    {
        var fleet = new Fleet(3);
        fleet.Eject(0);
        fleet.Wait(30);
        return fleet;
    }

    public HealthState StateOf(int index) => Cluster.HealthOf(this[index]);

    public int Count(HealthState state) => Cluster.Endpoints.Count(endpoint => Cluster.HealthOf(endpoint) == state);

    /// <summary>Begins a request at one endpoint, which must be in use.</summary>
    public Attempt BeginAt(int index)
    {
        Directed.Target = this[index];
        var attempt = Cluster.Begin();
        Assert.Same(this[index], attempt.Endpoint);
        return attempt;
    }

    /// <summary>Requests to one endpoint, one after the other; each takes as long as said.</summary>
    public void Send(int index, OutcomeKind kind, int times = 1, double seconds = 0.01)
    {
        for (var i = 0; i < times; i++) BeginAt(index).Complete(kind, TimeSpan.FromSeconds(seconds));
    }

    /// <summary>One request, which must not go to the given endpoint, and succeeds.</summary>
    public void SendElsewhere(int index)
    {
        var attempt = Cluster.Begin();
        Assert.NotSame(this[index], attempt.Endpoint);
        attempt.Complete(OutcomeKind.Success);
    }

    /// <summary>Ejects an endpoint by five server errors.</summary>
    public void Eject(int index)
    {
        Send(index, OutcomeKind.ServerError, 5);
        Assert.Equal(HealthState.Ejected, StateOf(index));
    }

    /// <summary>The clock goes on, a little past the alarm's extra millisecond.</summary>
    public void Wait(double seconds) => Clock.Advance(TimeSpan.FromSeconds(seconds) + TimeSpan.FromMilliseconds(2));

    public void Dispose() => Cluster.Dispose();
}
