namespace Balancing.Http;

/// <summary>The strategies that configuration can name: the built-in ones and those added with <c>AddLoadBalancer</c>.</summary>
internal sealed class LoadBalancerRegistry
{
    private readonly Dictionary<string, Func<BalancedHttpClientOptions, ILoadBalancer>> _byName = new(StringComparer.OrdinalIgnoreCase);

    public LoadBalancerRegistry(IServiceProvider services, IEnumerable<LoadBalancerRegistration> added)
    {
        foreach (var (name, create) in BalancingStrategies.All) _byName.Add(name, options => create(options.Hashing, null));
        foreach (var registration in added)
        {
            if (!_byName.TryAdd(registration.Name, _ => registration.Create(services)))
                throw new InvalidOperationException($"There are two load balancers called '{registration.Name}'. Names are compared without regard to case.");
        }
    }

    public string KnownNames => string.Join(", ", _byName.Keys.Order(StringComparer.Ordinal));

    public bool Knows(string name) => _byName.ContainsKey(name);

    /// <summary>The load balancer that the options ask for: one made in code or one of the name, with a memory for keys if there is to be one.</summary>
    public ILoadBalancer Create(BalancedHttpClientOptions options)
    {
        var chosen = options.LoadBalancer ?? _byName[options.Strategy](options);
        return options.Sticky is { } sticky ? LoadBalancer.Sticky(chosen, sticky) : chosen;
    }
}
