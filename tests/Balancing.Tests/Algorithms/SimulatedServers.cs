using Balancing.Resolution;

namespace Balancing.Tests.Algorithms;

/// <summary>Servers on a fake clock, each of which answers as the test says, behind a cluster that ejects nobody.</summary>
internal sealed class SimulatedServers : IDisposable
{
    private readonly PriorityQueue<(Attempt Attempt, OutcomeKind Kind), TimeSpan> _answers = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly PushResolver _resolver;
    private readonly Dictionary<Endpoint, int> _indexes = [];

    public SimulatedServers(params double[] weights)
    {
        _resolver = new PushResolver(EndpointSets.Descriptions(weights));
        Milliseconds = [.. weights.Select(_ => 10.0)];
        Kinds = new OutcomeKind[weights.Length];
        Cluster = new Cluster("test", _resolver, LoadBalancer.Adaptive(new Random(weights.Length)), new ClusterOptions
        {
            TimeProvider = _clock,
            Health = new HealthOptions { OutlierDetection = { Enabled = false } },
        });
        foreach (var endpoint in Cluster.Endpoints) _indexes[endpoint] = _indexes.Count;
    }

    public Cluster Cluster { get; }

    /// <summary>How long each takes to answer; <see cref="double.PositiveInfinity"/> for never.</summary>
    public double[] Milliseconds { get; }

    public OutcomeKind[] Kinds { get; }

    /// <summary>By how much each answer may be shorter or longer, at most.</summary>
    public double Spread { get; set; }

    public Random Random { get; } = new(5);

    public static SimulatedServers Equal(int count) => new([.. Enumerable.Repeat(1.0, count)]);

    public void Update(params double[] weights) => _resolver.Update(EndpointSets.Descriptions(weights));

    public void Wait(double milliseconds) => AdvanceTo(_clock.Elapsed + TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>A request every so many milliseconds, for so many seconds.</summary>
    /// <returns>How many each server was given.</returns>
    public int[] Send(double seconds, double every)
    {
        var counts = new int[Milliseconds.Length];
        for (var i = 0; i < seconds * 1_000 / every; i++)
        {
            Wait(every);
            counts[Begin()]++;
        }

        return counts;
    }

    /// <summary>One request after the other, with a millisecond in between.</summary>
    public int[] SendInTurn(int requests)
    {
        var counts = new int[Milliseconds.Length];
        for (var i = 0; i < requests; i++)
        {
            counts[Begin()]++;
            while (_answers.TryPeek(out _, out var due)) AdvanceTo(due);
            Wait(1);
        }

        return counts;
    }

    public void Dispose() => Cluster.Dispose();

    private int Begin()
    {
        var attempt = Cluster.Begin();
        var index = _indexes[attempt.Endpoint];
        var milliseconds = Milliseconds[index] * (1 + (Spread * ((Random.NextDouble() * 2) - 1)));
        if (double.IsFinite(milliseconds)) _answers.Enqueue((attempt, Kinds[index]), _clock.Elapsed + TimeSpan.FromMilliseconds(milliseconds));
        return index;
    }

    private void AdvanceTo(TimeSpan time)
    {
        while (_answers.TryPeek(out var next, out var due) && due <= time)
        {
            _answers.Dequeue();
            _clock.Advance(due - _clock.Elapsed);
            next.Attempt.Complete(next.Kind);
        }

        _clock.Advance(time - _clock.Elapsed);
    }
}
