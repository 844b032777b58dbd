using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.Http.Tests.Support;

internal static class Services
{
    public static ServiceProvider Build(Action<IServiceCollection> configure)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        configure(services);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
    }

    public static HttpClient Client(this IServiceProvider services, string name) => services.GetRequiredService<IHttpClientFactory>().CreateClient(name);

    /// <summary>A configuration in memory; of a key that occurs twice, the last value counts.</summary>
    public static IConfigurationRoot Configuration(params IEnumerable<(string Key, string? Value)> values)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection().Build();
        foreach (var (key, value) in values) configuration[key] = value;
        return configuration;
    }

    /// <summary>Sets keys and reloads: what an edited appsettings.json does.</summary>
    public static void Edit(this IConfigurationRoot configuration, params IEnumerable<(string Key, string? Value)> values)
    {
        foreach (var (key, value) in values) configuration[key] = value;
        configuration.Reload();
    }
}
