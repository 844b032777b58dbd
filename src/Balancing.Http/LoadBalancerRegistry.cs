namespace Balancing.Http;

/// <summary>The strategies that configuration can name: the built-in ones and those added with <c>AddLoadBalancer</c>.</summary>
internal sealed class LoadBalancerRegistry
{
    private readonly Dictionary<string, Func<ILoadBalancer>> _byName = new(StringComparer.OrdinalIgnoreCase);

    public LoadBalancerRegistry(IServiceProvider services, IEnumerable<LoadBalancerRegistration> added)
    {
        foreach (var (name, create) in BalancingStrategies.All) _byName.Add(name, () => create(null, null));
        foreach (var registration in added)
        {
            if (!_byName.TryAdd(registration.Name, () => registration.Create(services)))
                throw new InvalidOperationException($"There are two load balancers called '{registration.Name}'. Names are compared without regard to case.");
        }
    }

    public string KnownNames => string.Join(", ", _byName.Keys.Order(StringComparer.Ordinal));

    public bool Knows(string name) => _byName.ContainsKey(name);

    public ILoadBalancer Create(string name) => _byName[name]();
}
