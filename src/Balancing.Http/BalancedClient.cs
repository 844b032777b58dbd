using Balancing.Http.Discovery;
using Balancing.Http.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Balancing.Http;

/// <summary>One client's cluster, kept in step with the client's options.</summary>
internal sealed class BalancedClient : IDisposable
{
    private readonly string _name;
    private readonly IOptionsFactory<BalancedHttpClientOptions> _options;
    private readonly LoadBalancerRegistry _loadBalancers;
    private readonly ILogger<Cluster> _logger;
    private readonly ProbeTransport? _probeTransport;
    private readonly ClientResolver _resolver;
    private readonly IDisposable[] _registrations;
    private readonly Lock _applying = new();
    private string _strategy;

    public BalancedClient(
        string name,
        IServiceProvider services,
        IOptionsFactory<BalancedHttpClientOptions> options,
        IEnumerable<IOptionsChangeTokenSource<BalancedHttpClientOptions>> changes,
        LoadBalancerRegistry loadBalancers,
        IHttpMessageHandlerFactory handlers,
        ResilienceMetrics metrics,
        IClientAddressAccessor? clientAddress,
        TimeProvider time,
        ILogger<Cluster> logger)
    {
        (_name, _options, _loadBalancers, _logger) = (name, options, loadBalancers, logger);
        var sources = changes.Where(source => source.Name is null || source.Name == name).ToArray();
        var before = Array.ConvertAll(sources, source => source.GetChangeToken());
        var current = options.Create(name);
        CompleteOn = current.CompleteOn;
        Classifier = current.Classifier ?? (current.FailureStatuses.Count > 0 ? new OutcomeClassifier(current.FailureStatuses) : null);
        var health = current.Health;

        // In a copy: several clients may have been given the same options, and each has a probe of its own.
        ProbeTransport? transport = null;
        if (HealthProbes.Create(current.HealthProbe, () => transport = new ProbeTransport(handlers, name)) is { } probe)
            health = health with { ActiveChecks = (health.ActiveChecks with { }).UseProbe(probe) };
        _probeTransport = transport;
        _strategy = current.Strategy;
        var loadBalancer = loadBalancers.Create(current);
        _resolver = new ClientResolver(current, services, time);
        try
        {
            Cluster = new Cluster(name, _resolver.Resolver, loadBalancer, new ClusterOptions
            {
                FirstResolutionTimeout = current.FirstResolutionTimeout,
                MaxStaleAge = current.MaxStaleAge,
                TimeProvider = time,
                Health = health,
                Topology = current.Topology,
                LoadReports = current.LoadReports,
                ConcurrencyLimits = current.ConcurrencyLimits,
                Observer = ObserverOf(current, logger),
            });
        }
        catch
        {
            _resolver.Dispose();
            throw;
        }

        Affinity = new AffinityReader(name, current.Affinity, current.AffinityKeyOf, clientAddress);
        ConstraintOf = current.ConstraintOf;
        Resilience = new ClientResilience(name, current.Resilience, time, metrics, logger);

        // The change tokens themselves and not IOptionsMonitor: the monitor throws a bad edit's validation error at whoever reloaded the
        // configuration and tells nobody, where this keeps the last good options and says so.
        _registrations = Array.ConvertAll(sources, source => ChangeToken.OnChange(source.GetChangeToken, Reload));

        // What changed after the options were read, and before anybody listened.
        if (before.Any(token => token.HasChanged)) Reload();
    }

    public Cluster Cluster { get; }

    public AffinityReader Affinity { get; }

    public Func<HttpRequestMessage, MetadataConstraint?>? ConstraintOf { get; }

    public ClientResilience Resilience { get; }

    public RequestCompletion CompleteOn { get; }

    public OutcomeClassifier? Classifier { get; }

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        Cluster.Dispose();
        _resolver.Dispose();
        _probeTransport?.Dispose();
    }

    private static ClusterObserver ObserverOf(BalancedHttpClientOptions options, ILogger<Cluster> logger)
    {
        var logging = new LoggingClusterObserver(logger);
        return options.Observer is { } own ? new ObserverPair(logging, own) : logging;
    }

    private void Reload()
    {
        lock (_applying)
        {
            try
            {
                var changed = _options.Create(_name);
                if (changed.LoadBalancer is not null || !string.Equals(changed.Strategy, _strategy, StringComparison.OrdinalIgnoreCase)) ChangeStrategy(changed);
                _resolver.Update(changed);
            }
            catch (Exception e)
            {
                Log.ReloadRefused(_logger, _name, e.Message);
            }
        }
    }

    private void ChangeStrategy(BalancedHttpClientOptions changed)
    {
        Cluster.LoadBalancer = _loadBalancers.Create(changed);
        if (changed.LoadBalancer is null) Log.StrategyChanged(_logger, _name, changed.Strategy);
        _strategy = changed.Strategy;
    }
}
