using Balancing.Http.Discovery;

namespace Balancing.Http;

/// <summary>Settings of one balanced client. Named like the client.</summary>
/// <remarks>
/// Read when the client is first used and again when the configuration changes: endpoints, weights and strategy then take effect at once,
/// and requests in flight are not disturbed. A change that is not valid is refused, logged, and leaves everything as it is. What
/// <see cref="UseResolver(IEndpointResolver)"/>, <see cref="Discovery"/>, <see cref="UseOutcomeClassifier"/>, <see cref="UseObserver"/>, <see cref="UseMetadataConstraint"/>, <see cref="FailureStatuses"/>, <see cref="Health"/>,
/// <see cref="HealthProbe"/>, <see cref="Topology"/>, <see cref="Resilience"/>, <see cref="ConcurrencyLimits"/>, <see cref="Affinity"/>, <see cref="CompleteOn"/>, <see cref="FirstResolutionTimeout"/> and <see cref="MaxStaleAge"/> say is read once.
/// </remarks>
public sealed class BalancedHttpClientOptions
{
    // Fields, which configuration binding leaves alone.
    internal ILoadBalancer? LoadBalancer;
    internal IEndpointResolver? Resolver;
    internal Func<IServiceProvider, IEndpointResolver>? ResolverFactory;
    internal OutcomeClassifier? Classifier;
    internal ClusterObserver? Observer;
    internal Func<HttpRequestMessage, AffinityKey>? AffinityKeyOf;
    internal Func<HttpRequestMessage, MetadataConstraint?>? ConstraintOf;

    /// <summary>The configuration section the options come from, for messages.</summary>
    internal string? SectionPath;

    /// <summary>How requests are spread: a name of <see cref="BalancingStrategies"/> or of <c>AddLoadBalancer</c>, in any case. Default: Adaptive.</summary>
    public string Strategy { get; set; } = BalancingStrategies.Adaptive;

    /// <summary>
    /// The endpoints: at least one, with different addresses, unless <see cref="UseResolver(IEndpointResolver)"/> or <see cref="Discovery"/> says where they come from.
    /// Beside <see cref="Discovery"/> they are backups: used while too few of those that were found are healthy, or while none has been found.
    /// </summary>
    public List<BalancedEndpointOptions> Endpoints { get; set; } = [];

    /// <summary>Finds endpoints by DNS, in a file, or in the configuration's services. By default there are only <see cref="Endpoints"/>.</summary>
    public DiscoveryOptions Discovery { get; set; } = new();

    /// <summary>When a request stops being in flight. Default: when the response's body has ended.</summary>
    public RequestCompletion CompleteOn { get; set; } = RequestCompletion.ResponseBody;

    /// <inheritdoc cref="ClusterOptions.FirstResolutionTimeout"/>
    public TimeSpan FirstResolutionTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc cref="ClusterOptions.MaxStaleAge"/>
    public TimeSpan? MaxStaleAge { get; set; }

    /// <summary>
    /// The statuses that are failures of the endpoint, 400 to 599. Default, and when empty: every 5xx. Of those given, 502, 503 and 504 are gateway errors
    /// and the others server errors; 429, and 503 with Retry-After, stay throttled. Not looked at by a classifier of your own.
    /// </summary>
    public List<int> FailureStatuses { get; set; } = [];

    /// <summary>How sick endpoints are kept from getting requests. Outlier detection is on by default.</summary>
    public HealthOptions Health { get; set; } = new();

    /// <summary>What active checks ask; <see cref="HealthOptions.ActiveChecks"/> says how often. By default nothing is asked.</summary>
    public HealthProbeOptions HealthProbe { get; set; } = new();

    /// <summary>Which endpoints are preferred: tiers and their failover, zones, subsets, and what requests may ask for. By default the first tier that is well enough.</summary>
    public TopologyOptions Topology { get; set; } = new();

    /// <summary>
    /// What is done so that callers do not notice when a server fails. By default a request that has failed is sent to another endpoint once, where that is
    /// safe, and an endpoint has a minute to answer. <see cref="ResilienceOptions.None"/> switches everything off.
    /// </summary>
    public ResilienceOptions Resilience { get; set; } = new();

    /// <summary>How weights follow the load that servers report in the header <c>endpoint-load-metrics</c>. Off by default. Read once.</summary>
    public LoadReportOptions LoadReports { get; set; } = new();

    /// <summary>How many requests may be in flight at a time, and how many may wait. By default any number.</summary>
    public ConcurrencyLimitOptions ConcurrencyLimits { get; set; } = new();

    /// <summary>What requests stick to under a hashing strategy. By default what <see cref="RequestAffinity"/> gives them.</summary>
    public AffinityOptions Affinity { get; set; } = new();

    /// <summary>Settings of the strategies that hash.</summary>
    public HashingOptions Hashing { get; set; } = new();

    /// <summary>Keeps a key where it first went, under any strategy, for a while and as far as memory goes. Default: <see langword="null"/>, it does not.</summary>
    public StickyOptions? Sticky { get; set; }

    /// <summary>Adds an endpoint.</summary>
    /// <param name="address">An absolute http or https URI.</param>
    /// <param name="weight">Its share relative to the others: 0 to 1,000,000.</param>
    /// <param name="hostName">The logical name for Host, TLS server name and certificate, where it is not the address's own.</param>
    /// <returns>The same options, so that calls can be chained.</returns>
    public BalancedHttpClientOptions AddEndpoint(string address, double weight = 1, string? hostName = null)
    {
        Endpoints.Add(new BalancedEndpointOptions { Address = address, Weight = weight, HostName = hostName });
        return this;
    }

    /// <summary>Sends each client's requests to the same endpoint: strategy <see cref="BalancingStrategies.IpHash"/> by the client's address.</summary>
    /// <remarks>The address is that of the client for whom the request is sent; inside an ASP.NET Core application <c>AddBalancingAspNetCore</c> knows it.</remarks>
    /// <param name="groupLikeNginx">
    /// Whether clients are put together as nginx's ip_hash does it: those who share the first three numbers of an IPv4 address are one, an IPv6 address counts as a
    /// whole. By default each address is a client of its own.
    /// </param>
    /// <returns>The same options, so that calls can be chained.</returns>
    public BalancedHttpClientOptions UseIpHash(bool groupLikeNginx = false)
    {
        (Strategy, Affinity.From) = (BalancingStrategies.IpHash, AffinitySource.ClientAddress);
        if (groupLikeNginx) (Affinity.IPv4PrefixLength, Affinity.IPv6PrefixLength) = (24, 128);
        return this;
    }

    /// <summary>Finds the key that a request sticks to, instead of <see cref="AffinityOptions.From"/>.</summary>
    /// <param name="keyOf">Returns the default value if the request has none. Called concurrently, once per attempt.</param>
    /// <returns>The same options, so that calls can be chained.</returns>
    public BalancedHttpClientOptions UseAffinityKey(Func<HttpRequestMessage, AffinityKey> keyOf)
    {
        ArgumentNullException.ThrowIfNull(keyOf);
        AffinityKeyOf = keyOf;
        return this;
    }

    /// <summary>Says which endpoints a request asks for, such as those of a version that a header names.</summary>
    /// <param name="constraintOf">
    /// Returns <see langword="null"/> if the request asks for nothing. Not called for requests that were given a constraint (<see cref="RequestMetadata"/>). Called
    /// concurrently, once per attempt and once before a retry or a hedge; constraints are best made beforehand. Their keys must be in <see cref="TopologyOptions.MetadataKeys"/>.
    /// </param>
    /// <returns>The same options, so that calls can be chained.</returns>
    public BalancedHttpClientOptions UseMetadataConstraint(Func<HttpRequestMessage, MetadataConstraint?> constraintOf)
    {
        ArgumentNullException.ThrowIfNull(constraintOf);
        ConstraintOf = constraintOf;
        return this;
    }

    /// <summary>Uses a load balancer made in code instead of <see cref="Strategy"/>.</summary>
    /// <param name="loadBalancer">One of <see cref="Balancing.LoadBalancer"/>, or your own.</param>
    /// <returns>The same options, so that calls can be chained.</returns>
    public BalancedHttpClientOptions UseLoadBalancer(ILoadBalancer loadBalancer)
    {
        ArgumentNullException.ThrowIfNull(loadBalancer);
        LoadBalancer = loadBalancer;
        return this;
    }

    /// <summary>Replaces the rules by which an exchange is a success or a failure of the endpoint.</summary>
    /// <param name="classifier">Your own.</param>
    /// <returns>The same options, so that calls can be chained.</returns>
    public BalancedHttpClientOptions UseOutcomeClassifier(OutcomeClassifier classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        Classifier = classifier;
        return this;
    }

    /// <summary>Tells an observer what happens in the client's cluster, besides the log: changed endpoints, ejections, panic.</summary>
    /// <param name="observer">Your own; of several, the last one given.</param>
    /// <returns>The same options, so that calls can be chained.</returns>
    public BalancedHttpClientOptions UseObserver(ClusterObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        Observer = observer;
        return this;
    }

    /// <summary>Takes the endpoints from a resolver instead of <see cref="Endpoints"/>.</summary>
    /// <param name="resolver">Reports http or https endpoints. A list with another one in it is a failure: what is known stays in use.</param>
    /// <returns>The same options, so that calls can be chained.</returns>
    public BalancedHttpClientOptions UseResolver(IEndpointResolver resolver)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        (Resolver, ResolverFactory) = (resolver, null);
        return this;
    }

    /// <summary>Takes the endpoints from a resolver that needs services, instead of <see cref="Endpoints"/>.</summary>
    /// <param name="create">
    /// Makes a resolver that reports http or https endpoints; a list with another one in it is a failure. Called once, when the client is made, with the application's services. What it returns belongs to
    /// the client, and if it is <see cref="IDisposable"/>, is disposed of with it: do not return one that others use too.
    /// </param>
    /// <returns>The same options, so that calls can be chained.</returns>
    public BalancedHttpClientOptions UseResolver(Func<IServiceProvider, IEndpointResolver> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        (Resolver, ResolverFactory) = (null, create);
        return this;
    }

    /// <summary>Takes the endpoints from the section <c>Services</c> of the application's configuration, where Aspire writes them: see <see cref="ServicesResolver"/>.</summary>
    /// <remarks>Needs an <c>IConfiguration</c> among the services, which every host has.</remarks>
    /// <param name="query">Such as <c>https+http://catalog</c>, <c>https+http://_admin.catalog</c> or just <c>catalog</c>.</param>
    /// <param name="sectionName">The section in which the services stand.</param>
    /// <returns>The same options, so that calls can be chained.</returns>
    /// <exception cref="ArgumentException">The query is not one.</exception>
    public BalancedHttpClientOptions UseServices(string query, string sectionName = "Services")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sectionName);
        _ = ServicesQuery.Parse(query);
        return UseResolver(services => DiscoveredEndpoints.FromServices(services, query, sectionName));
    }
}
