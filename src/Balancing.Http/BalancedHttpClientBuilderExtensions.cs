using Balancing;
using Balancing.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Balances existing clients.</summary>
public static class BalancedHttpClientBuilderExtensions
{
    /// <summary>Spreads the requests of this client over several endpoints; with <c>ConfigureHttpClientDefaults</c>, those of every client, each by itself.</summary>
    /// <remarks>
    /// Balancing comes last in the chain, whenever it is added: the client's other handlers see the logical name, and what one of them sends
    /// again, such as a retry, is balanced anew. <see cref="AddAttemptHandler"/> adds handlers below it. The client's primary handler stays;
    /// redirects and cookies, if it handles them, are handled by the logical name from now on.
    /// </remarks>
    /// <param name="builder">The client.</param>
    /// <param name="configure">Sets endpoints and strategy. Runs again whenever the client's options are reloaded.</param>
    /// <returns>The same builder, so that calls can be chained.</returns>
    public static IHttpClientBuilder AddLoadBalancing(this IHttpClientBuilder builder, Action<BalancedHttpClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddSingleton<IConfigureOptions<BalancedHttpClientOptions>>(
            new ConfigureNamedOptions<BalancedHttpClientOptions>(builder.Name, configure));
        return builder.AddBalancingHandler(_ => true);
    }

    /// <summary>
    /// Spreads the requests of this client over several endpoints, as <paramref name="section"/> says and as it changes. With
    /// <c>ConfigureHttpClientDefaults</c>, each client reads the child section of its name, and clients without one are left alone.
    /// </summary>
    /// <inheritdoc cref="AddLoadBalancing(IHttpClientBuilder, Action{BalancedHttpClientOptions})" path="/remarks"/>
    /// <param name="builder">The client.</param>
    /// <param name="section">Has the keys of <see cref="BalancedHttpClientOptions"/>; an unknown key is an error.</param>
    /// <returns>The same builder, so that calls can be chained.</returns>
    public static IHttpClientBuilder AddLoadBalancing(this IHttpClientBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        builder.Services.AddSingleton<IConfigureOptions<BalancedHttpClientOptions>>(new ConfigureFromSection(builder.Name, section));
        builder.Services.AddSingleton<IOptionsChangeTokenSource<BalancedHttpClientOptions>>(
            new SectionChangeTokenSource(builder.Name, section));
        return builder.AddBalancingHandler(client => builder.Name is not null || section.GetSection(client).Exists());
    }

    /// <summary>Adds a handler below the balancing of this client: it sees each attempt, addressed to its endpoint.</summary>
    /// <remarks>The place for what belongs to one attempt, such as its timeout, and for watching which endpoint a request goes to.</remarks>
    /// <param name="builder">A balanced client. For one that is not balanced the handler is the innermost.</param>
    /// <param name="create">Makes the handler, once per chain.</param>
    /// <returns>The same builder, so that calls can be chained.</returns>
    public static IHttpClientBuilder AddAttemptHandler(this IHttpClientBuilder builder, Func<IServiceProvider, DelegatingHandler> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter, BalancedChainFilter>());
        return builder.AddHttpMessageHandler(() => new AttemptHandlerMarker(create));
    }

    private static IHttpClientBuilder AddBalancingHandler(this IHttpClientBuilder builder, Func<string, bool> applies)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LoadBalancerRegistry>();
        services.TryAddSingleton(provider => new BalancedClusters(
            provider.GetRequiredService<IOptionsFactory<BalancedHttpClientOptions>>(),
            provider.GetServices<IOptionsChangeTokenSource<BalancedHttpClientOptions>>(),
            provider.GetRequiredService<LoadBalancerRegistry>(),
            provider.GetRequiredService<IHttpMessageHandlerFactory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Logging.ILogger<Cluster>>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BalancedHttpClientOptions>, BalancedHttpClientOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter, BalancedChainFilter>());

        // Under ConfigureHttpClientDefaults the builder has no name: the options below then go for every client, and the client is
        // known by the name of the handler that is being built.
        if (builder.Name is { } name)
        {
            services.AddOptions<BalancedHttpClientOptions>(name).ValidateOnStart();
            services.TryAddKeyedSingleton(name, (provider, _) => provider.GetRequiredService<BalancedClusters>()[name]);
        }

        services.AddSingleton<IConfigureOptions<HttpClientFactoryOptions>>(new ConfigureNamedOptions<HttpClientFactoryOptions>(
            builder.Name, options => options.HttpMessageHandlerBuilderActions.Add(AddTo)));
        return builder;

        void AddTo(HttpMessageHandlerBuilder chain)
        {
            var client = chain.Name ?? Options.Options.DefaultName;
            if (!applies(client) || chain.AdditionalHandlers.Any(handler => handler is BalancingHandler)) return;
            var balanced = chain.Services.GetRequiredService<BalancedClusters>().Get(client);
            chain.AdditionalHandlers.Add(new BalancingHandler(balanced.Cluster, balanced.CompleteOn, balanced.Classifier));
        }
    }
}
