using Microsoft.Extensions.Configuration;

namespace Balancing.ServiceDiscovery.Tests.Support;

/// <summary>A source whose keys can be replaced as a whole, which is what saving a file does. A key set to null in memory would stay one.</summary>
internal sealed class EditableConfiguration : ConfigurationProvider, IConfigurationSource
{
    private EditableConfiguration() => Root = new ConfigurationBuilder().Add(this).Build();

    public IConfigurationRoot Root { get; }

    public static EditableConfiguration Of(params IEnumerable<(string Key, string Value)> values)
    {
        var configuration = new EditableConfiguration();
        configuration.Replace(values);
        return configuration;
    }

    public void Replace(params IEnumerable<(string Key, string Value)> values)
    {
        Data = values.ToDictionary(pair => pair.Key, string? (pair) => pair.Value, StringComparer.OrdinalIgnoreCase);
        OnReload();
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;
}
