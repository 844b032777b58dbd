using System.Diagnostics.CodeAnalysis;
using Balancing;
using Balancing.Http;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds balanced clients.</summary>
public static class BalancedHttpClientServiceCollectionExtensions
{
    /// <summary>Adds an <see cref="HttpClient"/> whose requests are spread over several endpoints.</summary>
    /// <remarks>
    /// The client's base address is <c>http://{name}/</c>, so that <c>client.GetAsync("/products")</c> just works. Its primary handler is a
    /// <see cref="SocketsHttpHandler"/> without cookies, kept for as long as the application runs.
    /// </remarks>
    /// <param name="services">Where to add it.</param>
    /// <param name="name">The client's name, for <see cref="IHttpClientFactory.CreateClient"/>.</param>
    /// <param name="configure">Sets endpoints and strategy. Runs again whenever the client's options are reloaded. Left out where something that is chained says where the endpoints come from.</param>
    /// <returns>A builder on which everything that goes for an <see cref="HttpClient"/> can be chained.</returns>
    public static IHttpClientBuilder AddBalancedHttpClient(this IServiceCollection services, string name, Action<BalancedHttpClientOptions>? configure = null) =>
        services.AddHttpClient(name).AsBalanced().AddLoadBalancing(configure ?? (static _ => { }));

    /// <summary>Adds an <see cref="HttpClient"/> whose endpoints and strategy stand in a configuration section, which is followed when it changes.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="name">The client's name, for <see cref="IHttpClientFactory.CreateClient"/>.</param>
    /// <param name="section">Has the keys of <see cref="BalancedHttpClientOptions"/>; an unknown key is an error.</param>
    /// <returns>A builder on which everything that goes for an <see cref="HttpClient"/> can be chained.</returns>
    public static IHttpClientBuilder AddBalancedHttpClient(this IServiceCollection services, string name, IConfigurationSection section) =>
        services.AddHttpClient(name).AsBalanced().AddLoadBalancing(section);

    /// <summary>Adds a typed client over a balanced <see cref="HttpClient"/> named after its type.</summary>
    /// <typeparam name="TClient">Gets the <see cref="HttpClient"/> in its constructor.</typeparam>
    /// <param name="services">Where to add it.</param>
    /// <param name="configure">Sets endpoints and strategy. Runs again whenever the client's options are reloaded. Left out where something that is chained says where the endpoints come from.</param>
    /// <returns>A builder on which everything that goes for an <see cref="HttpClient"/> can be chained.</returns>
    public static IHttpClientBuilder AddBalancedHttpClient<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TClient>(
        this IServiceCollection services, Action<BalancedHttpClientOptions>? configure = null)
        where TClient : class => services.AddHttpClient<TClient>().AsBalanced().AddLoadBalancing(configure ?? (static _ => { }));

    /// <summary>Adds a typed client over a balanced <see cref="HttpClient"/> named after its type, configured by a section.</summary>
    /// <typeparam name="TClient">Gets the <see cref="HttpClient"/> in its constructor.</typeparam>
    /// <param name="services">Where to add it.</param>
    /// <param name="section">Has the keys of <see cref="BalancedHttpClientOptions"/>; an unknown key is an error.</param>
    /// <returns>A builder on which everything that goes for an <see cref="HttpClient"/> can be chained.</returns>
    public static IHttpClientBuilder AddBalancedHttpClient<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TClient>(
        this IServiceCollection services, IConfigurationSection section)
        where TClient : class => services.AddHttpClient<TClient>().AsBalanced().AddLoadBalancing(section);

    /// <summary>Adds a typed client with an interface.</summary>
    /// <typeparam name="TClient">What is asked for; names the client.</typeparam>
    /// <typeparam name="TImplementation">Gets the <see cref="HttpClient"/> in its constructor.</typeparam>
    /// <param name="services">Where to add it.</param>
    /// <param name="configure">Sets endpoints and strategy. Runs again whenever the client's options are reloaded. Left out where something that is chained says where the endpoints come from.</param>
    /// <returns>A builder on which everything that goes for an <see cref="HttpClient"/> can be chained.</returns>
    public static IHttpClientBuilder AddBalancedHttpClient<TClient, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TImplementation>(
        this IServiceCollection services, Action<BalancedHttpClientOptions>? configure = null)
        where TClient : class
        where TImplementation : class, TClient => services.AddHttpClient<TClient, TImplementation>().AsBalanced().AddLoadBalancing(configure ?? (static _ => { }));

    /// <summary>Adds a typed client with an interface, configured by a section.</summary>
    /// <typeparam name="TClient">What is asked for; names the client.</typeparam>
    /// <typeparam name="TImplementation">Gets the <see cref="HttpClient"/> in its constructor.</typeparam>
    /// <param name="services">Where to add it.</param>
    /// <param name="section">Has the keys of <see cref="BalancedHttpClientOptions"/>; an unknown key is an error.</param>
    /// <returns>A builder on which everything that goes for an <see cref="HttpClient"/> can be chained.</returns>
    public static IHttpClientBuilder AddBalancedHttpClient<TClient, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TImplementation>(
        this IServiceCollection services, IConfigurationSection section)
        where TClient : class
        where TImplementation : class, TClient => services.AddHttpClient<TClient, TImplementation>().AsBalanced().AddLoadBalancing(section);

    /// <summary>Adds a strategy of your own, to be selected by name in code or configuration.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="name">The name, compared without regard to case. Must differ from every other strategy's.</param>
    /// <param name="create">Makes the load balancer: once per client, and again when a client's configuration changes to this strategy.</param>
    /// <returns>The same collection, so that calls can be chained.</returns>
    public static IServiceCollection AddLoadBalancer(this IServiceCollection services, string name, Func<IServiceProvider, ILoadBalancer> create)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(create);
        return services.AddSingleton(new LoadBalancerRegistration(name, create));
    }

    private static IHttpClientBuilder AsBalanced(this IHttpClientBuilder builder) => builder
        .ConfigureHttpClient(client => client.BaseAddress ??= LogicalAddress(builder.Name))

        // The pool lives in the handler: replacing it every two minutes, the factory's habit, would close connections for nothing.
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
        .UseSocketsHttpHandler((handler, _) => BalancingHandlerChain.SetDefaults(handler));

    /// <summary>http://name/, or http://balanced/ for a name that cannot be a host.</summary>
    private static Uri LogicalAddress(string name) =>
        Uri.CheckHostName(name) is UriHostNameType.Dns ? new Uri($"http://{name}/") : new Uri("http://balanced/");
}
