using System.Text;
using Balancing.Http.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Balancing.Http.Tests.Issues;

/// <summary>null in a file was lost on the way, and the default stayed; and a total timeout alone was refused, because the default of the other is longer.</summary>
public sealed class NullAttemptTimeoutTests
{
    [Theory]
    [InlineData("""{ "Endpoints": "http://a", "Resilience": { "AttemptTimeout": null } }""", null)]
    [InlineData("""{ "Endpoints": "http://a", "Resilience": { } }""", 60)]
    [InlineData("""{ "Endpoints": "http://a", "Resilience": { "TotalTimeout": "00:00:10" } }""", 5)]
    [InlineData("""{ "Endpoints": "http://a", "Resilience": { "TotalTimeout": "00:00:10", "AttemptTimeout": "00:00:08" } }""", 8)]
    [InlineData("""{ "Endpoints": "http://a", "Resilience": { "TotalTimeout": "01:00:00" } }""", 60)]
    public void AttemptTimeout_IsWhatTheFileSays(string json, int? seconds)
    {
        var configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();
        var wrapped = Services.Configuration(configuration.AsEnumerable().Select(pair => ($"Catalog:{pair.Key}", pair.Value)));
        using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", wrapped.GetSection("Catalog")));

        var options = services.GetRequiredService<IOptionsMonitor<BalancedHttpClientOptions>>().Get("catalog");

        Assert.Equal(seconds is { } s ? TimeSpan.FromSeconds(s) : null, options.Resilience.AttemptTimeout);
    }
}
