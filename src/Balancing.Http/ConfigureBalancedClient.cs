using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace Balancing.Http;

/// <summary>Tells <see cref="IHttpClientFactory"/> how a balanced client is made.</summary>
/// <param name="clientName">The client, or <see langword="null"/> for all clients.</param>
/// <param name="applies">Whether a client of that name is balanced.</param>
/// <param name="services">The application's.</param>
internal sealed class ConfigureBalancedClient(string? clientName, Func<string, bool> applies, IServiceProvider services) : IConfigureNamedOptions<HttpClientFactoryOptions>
{
    public void Configure(HttpClientFactoryOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, HttpClientFactoryOptions options)
    {
        // Under ConfigureHttpClientDefaults the client is known by the name that is being configured.
        var client = name ?? Options.DefaultName;
        if ((clientName is not null && clientName != client) || !applies(client)) return;
        options.HttpMessageHandlerBuilderActions.Add(chain =>
        {
            if (chain.AdditionalHandlers.Any(handler => handler is BalancingHandler)) return;
            var balanced = Balanced();
            chain.AdditionalHandlers.Add(new BalancingHandler(balanced.Cluster, balanced.CompleteOn, balanced.Classifier) { Affinity = balanced.Affinity, ConstraintOf = balanced.ConstraintOf, Resilience = balanced.Resilience });
        });
        options.HttpClientActions.Add(httpClient =>
        {
            if (Balanced().Resilience.TotalTimeout is { } timeout) httpClient.Timeout = timeout;
        });

        BalancedClient Balanced() => services.GetRequiredService<BalancedClusters>().Get(client);
    }
}
