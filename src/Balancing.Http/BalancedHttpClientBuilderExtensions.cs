using System.Diagnostics.Metrics;
using Balancing;
using Balancing.Http;
using Balancing.Http.Resilience;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;
using Polly;

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

    /// <summary>Sends the requests of this client through a Polly pipeline of your own, above balancing: what it sends again is balanced anew.</summary>
    /// <remarks>
    /// It comes on top of the client's own retries, <see cref="ResilienceOptions"/>: switch those off if the pipeline retries. Endpoints at which a request has
    /// failed are passed over whoever sends it again. A hedging strategy does not belong into it: it would send one request object twice at a time, while balancing
    /// changes its URI. <see cref="HedgingOptions"/> sends copies.
    /// </remarks>
    /// <param name="builder">A client.</param>
    /// <param name="configure">Adds Polly's strategies, once per client. <see cref="ResiliencePipelineHandler.GetRequest"/> tells its predicates the request.</param>
    /// <returns>The same builder, so that calls can be chained.</returns>
    public static IHttpClientBuilder AddResiliencePipeline(this IHttpClientBuilder builder, Action<ResiliencePipelineBuilder<HttpResponseMessage>, IServiceProvider> configure) =>
        builder.AddPipeline(configure, static pipeline => new ResiliencePipelineHandler(pipeline));

    /// <summary>Sends each attempt of this client through a Polly pipeline of your own, below balancing: it works on one endpoint.</summary>
    /// <remarks>The pipeline is one for all endpoints: a circuit breaker in it would open for all of them, which is what outlier detection is for.</remarks>
    /// <param name="builder">A balanced client.</param>
    /// <param name="configure">Adds Polly's strategies, once per client.</param>
    /// <returns>The same builder, so that calls can be chained.</returns>
    public static IHttpClientBuilder AddAttemptResiliencePipeline(this IHttpClientBuilder builder, Action<ResiliencePipelineBuilder<HttpResponseMessage>, IServiceProvider> configure) =>
        builder.AddPipeline(configure, static pipeline => new AttemptHandlerMarker(_ => new ResiliencePipelineHandler(pipeline)));

    private static IHttpClientBuilder AddPipeline(
        this IHttpClientBuilder builder,
        Action<ResiliencePipelineBuilder<HttpResponseMessage>, IServiceProvider> configure,
        Func<ResiliencePipeline<HttpResponseMessage>, DelegatingHandler> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton(provider => new ResiliencePipelines(provider, provider.GetRequiredService<TimeProvider>()));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter, BalancedChainFilter>());
        var place = new object();
        builder.Services.AddSingleton<IConfigureOptions<HttpClientFactoryOptions>>(new ConfigureNamedOptions<HttpClientFactoryOptions>(
            builder.Name,
            options => options.HttpMessageHandlerBuilderActions.Add(chain =>
            {
                // By the name of the chain that is being built: under ConfigureHttpClientDefaults each client has a pipeline of its own.
                var pipeline = chain.Services.GetRequiredService<ResiliencePipelines>().Get(place, configure, chain.Name ?? Options.Options.DefaultName);
                chain.AdditionalHandlers.Add(create(pipeline));
            })));
        return builder;
    }

    private static IHttpClientBuilder AddBalancingHandler(this IHttpClientBuilder builder, Func<string, bool> applies)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LoadBalancerRegistry>();
        services.TryAddSingleton(provider => new ResilienceMetrics(provider.GetService<IMeterFactory>()));
        services.TryAddSingleton(provider => new BalancedClusters(
            provider,
            provider.GetRequiredService<IOptionsFactory<BalancedHttpClientOptions>>(),
            provider.GetServices<IOptionsChangeTokenSource<BalancedHttpClientOptions>>(),
            provider.GetRequiredService<LoadBalancerRegistry>(),
            provider.GetRequiredService<IHttpMessageHandlerFactory>(),
            provider.GetRequiredService<ResilienceMetrics>(),
            provider.GetService<IClientAddressAccessor>(),
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

        services.AddSingleton<IConfigureOptions<HttpClientFactoryOptions>>(provider => new ConfigureBalancedClient(builder.Name, applies, provider));
        return builder;
    }
}
