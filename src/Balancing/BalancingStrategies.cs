using System.Collections.Frozen;

namespace Balancing;

/// <summary>The names of the built-in strategies, for configuration. They are compared without regard to case.</summary>
public static class BalancingStrategies
{
    /// <inheritdoc cref="LoadBalancer.RoundRobin"/>
    public const string RoundRobin = nameof(RoundRobin);

    /// <inheritdoc cref="LoadBalancer.WeightedRoundRobin"/>
    public const string WeightedRoundRobin = nameof(WeightedRoundRobin);

    /// <inheritdoc cref="LoadBalancer.Random"/>
    public const string Random = nameof(Random);

    /// <inheritdoc cref="LoadBalancer.LeastConnections"/>
    public const string LeastConnections = nameof(LeastConnections);

    /// <inheritdoc cref="LoadBalancer.PowerOfTwoChoices"/>
    public const string PowerOfTwoChoices = nameof(PowerOfTwoChoices);

    /// <inheritdoc cref="LoadBalancer.LeastResponseTime"/>
    public const string LeastResponseTime = nameof(LeastResponseTime);

    /// <inheritdoc cref="LoadBalancer.Adaptive"/>
    public const string Adaptive = nameof(Adaptive);

    /// <inheritdoc cref="LoadBalancer.IpHash"/>
    public const string IpHash = nameof(IpHash);

    /// <inheritdoc cref="LoadBalancer.Rendezvous"/>
    public const string Rendezvous = nameof(Rendezvous);

    /// <inheritdoc cref="LoadBalancer.RingHash"/>
    public const string RingHash = nameof(RingHash);

    /// <inheritdoc cref="LoadBalancer.Maglev"/>
    public const string Maglev = nameof(Maglev);

    /// <summary>Every built-in strategy by name, each made with settings for those that hash (the defaults when <see langword="null"/>) and a source of randomness.</summary>
    public static IReadOnlyDictionary<string, Func<HashingOptions?, Random?, ILoadBalancer>> All { get; } =
        new Dictionary<string, Func<HashingOptions?, Random?, ILoadBalancer>>(StringComparer.OrdinalIgnoreCase)
        {
            [RoundRobin] = static (_, random) => LoadBalancer.RoundRobin(random),
            [WeightedRoundRobin] = static (_, random) => LoadBalancer.WeightedRoundRobin(random),
            [Random] = static (_, random) => LoadBalancer.Random(random),
            [LeastConnections] = static (_, random) => LoadBalancer.LeastConnections(random),
            [PowerOfTwoChoices] = static (_, random) => LoadBalancer.PowerOfTwoChoices(random),
            [LeastResponseTime] = static (_, random) => LoadBalancer.LeastResponseTime(random),
            [Adaptive] = static (_, random) => LoadBalancer.Adaptive(random),
            [IpHash] = LoadBalancer.IpHash,
            [Rendezvous] = LoadBalancer.Rendezvous,
            [RingHash] = LoadBalancer.RingHash,
            [Maglev] = LoadBalancer.Maglev,
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}
