using Balancing.Resolution;
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
    private readonly PushResolver? _endpoints;
    private readonly List<IDisposable> _registrations = [];
    private readonly Lock _applying = new();

    public BalancedClient(
        string name,
        IOptionsFactory<BalancedHttpClientOptions> options,
        LoadBalancerRegistry loadBalancers,
        TimeProvider time,
        ILogger<Cluster> logger)
    {
        (_name, _options, _loadBalancers, _logger) = (name, options, loadBalancers, logger);
        var current = options.Create(name);
        CompleteOn = current.CompleteOn;
        var resolver = current.Resolver ?? (_endpoints = new PushResolver(Describe(current)));
        Cluster = new Cluster(name, resolver, CreateLoadBalancer(current), new ClusterOptions
        {
            FirstResolutionTimeout = current.FirstResolutionTimeout,
            TimeProvider = time,
            Observer = new LoggingClusterObserver(logger),
        });
    }

    public Cluster Cluster { get; }

    public RequestCompletion CompleteOn { get; }

    /// <summary>
    /// Follows the change tokens themselves and not IOptionsMonitor: the monitor throws a bad edit's validation error at whoever reloaded the
    /// configuration and tells nobody, where this one keeps the last good options and says so.
    /// </summary>
    public void FollowChanges(IEnumerable<IOptionsChangeTokenSource<BalancedHttpClientOptions>> sources)
    {
        foreach (var source in sources)
        {
            if (source.Name is null || source.Name == _name) _registrations.Add(ChangeToken.OnChange(source.GetChangeToken, Reload));
        }
    }

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        Cluster.Dispose();
    }

    private static IEnumerable<EndpointDescription> Describe(BalancedHttpClientOptions options) => options.Endpoints.Select(e => e.ToDescription());

    private ILoadBalancer CreateLoadBalancer(BalancedHttpClientOptions options) => options.LoadBalancer ?? _loadBalancers.Create(options.Strategy);

    private void Reload()
    {
        lock (_applying)
        {
            try
            {
                var changed = _options.Create(_name);
                var loadBalancer = CreateLoadBalancer(changed);
                _endpoints?.Update(Describe(changed));
                Cluster.LoadBalancer = loadBalancer;
            }
            catch (Exception e)
            {
                Log.ReloadRefused(_logger, _name, e.Message);
            }
        }
    }
}
