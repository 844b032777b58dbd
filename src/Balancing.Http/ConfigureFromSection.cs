using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Balancing.Http;

/// <summary>Binds a client's options to a configuration section. An endpoint may be written as an object or as its address alone.</summary>
/// <param name="clientName">The client, or <see langword="null"/> for all clients, each from the child section of its name.</param>
/// <param name="section">Where to read.</param>
internal sealed class ConfigureFromSection(string? clientName, IConfigurationSection section) : IConfigureNamedOptions<BalancedHttpClientOptions>
{
    /// <summary>Keys under which more keys stand. The binder ignores a value there: "OutlierDetection": false would switch nothing off.</summary>
    private static readonly string[] SectionKeys = [
        "Health", "Health:OutlierDetection", "Health:ActiveChecks", "Health:SlowStart", "HealthProbe", "HealthProbe:Headers",
        "Resilience", "Resilience:Retry", "Resilience:Retry:Budget", "Resilience:Hedging", "Resilience:Hedging:Budget", "ConcurrencyLimits", "ConcurrencyLimits:Adaptive", "Affinity", "Hashing", "Sticky",
        "Topology", "Topology:Subset", "Topology:ClientShares", "Topology:ZoneWeights", "Topology:DefaultMetadata",
        "Discovery", "Discovery:Dns", "LoadReports"];

    private static readonly string[] ListKeys = ["FailureStatuses", "HealthProbe:ExpectedStatuses", "Resilience:Retry:Statuses", "Discovery:AllowedNetworks", "Discovery:Dns:Servers", "Topology:MetadataKeys", "LoadReports:UtilizationMetrics"];

    /// <summary>Of these, the default is not null.</summary>
    private static readonly string[] NullableKeys = ["Resilience:AttemptTimeout"];

    public static IConfigurationSection SectionOf(string? clientName, string builtName, IConfigurationSection section) =>
        clientName is null ? section.GetSection(builtName) : section;

    public void Configure(BalancedHttpClientOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, BalancedHttpClientOptions options)
    {
        if (clientName is not null && clientName != name) return;
        var own = SectionOf(clientName, name ?? Options.DefaultName, section);
        options.SectionPath = own.Path;
        RefuseValues(name, own, SectionKeys, "a section: the settings stand below it");
        RefuseValues(name, own, ListKeys, "a list");
        try
        {
            WithLongEndpoints(own).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException e)
        {
            // The binder names the value or the unknown key, but not always where it stands.
            throw new OptionsValidationException(name ?? Options.DefaultName, typeof(BalancedHttpClientOptions), [$"Balanced client '{name}', section '{own.Path}': {e.Message}"]);
        }
    }

    /// <summary>Whether "null" means something at the key: a section and what is not there look the same, but for their names.</summary>
    private static bool IsNullable(string path) => NullableKeys.Any(key => path.EndsWith($":{key}", StringComparison.OrdinalIgnoreCase));

    private static void RefuseValues(string? name, IConfigurationSection own, string[] keys, string instead)
    {
        foreach (var key in keys)
        {
            if (own[key] is { Length: > 0 } value)
                throw new OptionsValidationException(name ?? Options.DefaultName, typeof(BalancedHttpClientOptions), [$"Balanced client '{name}': {own.Path}:{key} is '{value}', which is wrong: it must be {instead}."]);
        }
    }

    /// <summary>A copy in which the short form "Endpoints:0" = "http://a" has become "Endpoints:0:Address"; paths stay, for the binder's messages.</summary>
    private static IConfigurationSection WithLongEndpoints(IConfigurationSection section)
    {
        var endpoints = section.GetSection("Endpoints");
        var addresses = endpoints.GetChildren().Where(child => child.Value is not null).Select(child => child.Path).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in section.AsEnumerable().Where(pair => pair.Value is not null || IsNullable(pair.Key)).OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase))
        {
            // "Endpoints" alone is one endpoint; where several sources are merged and there are numbered ones too, those count.
            var longKey = addresses.Contains(key) ? $"{key}:Address" : key == endpoints.Path ? $"{key}:0:Address" : key;
            values[longKey] = value;
        }

        return new ConfigurationBuilder().AddInMemoryCollection(values).Build().GetSection(section.Path);
    }
}
