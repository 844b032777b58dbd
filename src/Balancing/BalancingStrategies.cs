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

    /// <inheritdoc cref="LoadBalancer.IpHash"/>
    public const string IpHash = nameof(IpHash);

    /// <summary>Every built-in strategy by name, each made with the source of randomness it is given.</summary>
    public static IReadOnlyDictionary<string, Func<Random?, ILoadBalancer>> All { get; } =
        new Dictionary<string, Func<Random?, ILoadBalancer>>(StringComparer.OrdinalIgnoreCase)
        {
            [RoundRobin] = LoadBalancer.RoundRobin,
            [WeightedRoundRobin] = LoadBalancer.WeightedRoundRobin,
            [Random] = LoadBalancer.Random,
            [LeastConnections] = LoadBalancer.LeastConnections,
            [PowerOfTwoChoices] = LoadBalancer.PowerOfTwoChoices,
            [LeastResponseTime] = LoadBalancer.LeastResponseTime,
            [IpHash] = LoadBalancer.IpHash,
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}
