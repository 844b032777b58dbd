using Balancing.ServiceDiscovery.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.ServiceDiscovery;

namespace Balancing.ServiceDiscovery.Tests;

/// <summary>The providers that <c>AddServiceDiscovery</c> registers.</summary>
public sealed class MicrosoftTests : IAsyncDisposable
{
    private readonly Rig _rig = new();
    private static readonly (string Key, string Value)[] Catalog =
    [
        ("Services:catalog:https:0", "https://10.0.0.1:8443"),
        ("Services:catalog:http:0", "http://10.0.0.1:8080"),
        ("Services:catalog:http:1", "http://10.0.0.2:8080/base"),
        ("Services:catalog:http:2", "10.0.0.3:8080"),
        ("Services:catalog:dashboard", "https://10.0.0.9:9000"),
    ];

    private readonly EditableConfiguration _configuration = EditableConfiguration.Of(Catalog);
    private ServiceProvider? _services;

    [Theory]
    [InlineData("https+http://catalog", "https://10.0.0.1:8443")]
    [InlineData("http://catalog", "http://10.0.0.1:8080 http://10.0.0.2:8080/base http://10.0.0.3:8080")]
    [InlineData("https+http://_dashboard.catalog", "https://10.0.0.9:9000")]
    public async Task Configuration_IsAskedWithTheQuerysSchemes(string query, string expected)
    {
        using var subscription = Resolver(query).Subscribe(_rig.Listener);
        Assert.Equal(expected.Split(' '), await _rig.AddressesAsync());
        Assert.DoesNotContain(_rig.Log.Lines, line => line.Event is 1 or 2);
    }

    [Fact]
    public async Task AnEditedConfiguration_IsFollowed()
    {
        using var subscription = Resolver("http://catalog").Subscribe(_rig.Listener);
        Assert.Equal(3, (await _rig.AddressesAsync()).Length);
        await _rig.AsleepAsync();
        _rig.Clock.Advance(TimeSpan.FromSeconds(2));

        _configuration.Replace([.. Catalog, ("Services:catalog:http:3", "http://10.0.0.4:8080")]);

        Assert.Equal(4, (await _rig.AddressesAsync()).Length);
    }

    [Fact]
    public async Task AServiceThatNobodyKnows_IsAHost_AndThatIsLoggedOnce()
    {
        using var subscription = Resolver("https+http://unknown:8080").Subscribe(_rig.Listener);
        for (var refresh = 0; refresh < 3; refresh++)
        {
            Assert.Equal(["https://unknown:8080"], await _rig.AddressesAsync());
            await _rig.AsleepAsync();
            _rig.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await _rig.AddressesAsync();
        Assert.Single(_rig.Log.Lines, line => line.Event == 1);
    }

    [Fact]
    public async Task AServiceThatWasKnown_IsNotSuddenlyAHost()
    {
        using var subscription = Resolver("http://catalog").Subscribe(_rig.Listener);
        await _rig.AddressesAsync();
        await _rig.AsleepAsync();
        _rig.Clock.Advance(TimeSpan.FromSeconds(2));

        _configuration.Replace();

        Assert.Contains("any more", (await _rig.Listener.NextAsync()).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PassThrough_IsAskedLast_WhereverItIsRegistered()
    {
        var services = new ServiceCollection().AddSingleton<IConfiguration>(_configuration.Root);
        services.AddPassThroughServiceEndpointProvider().AddConfigurationServiceEndpointProvider();
        using var subscription = Resolver("http://catalog", services).Subscribe(_rig.Listener);
        Assert.Equal(3, (await _rig.AddressesAsync()).Length);
    }

    [Fact]
    public async Task HostNameMetadata_IsTheHostName()
    {
        var services = Registered().Configure<ConfigurationServiceEndpointProviderOptions>(options => options.ShouldApplyHostNameMetadata = _ => true);
        using var subscription = Resolver("https://catalog", services).Subscribe(_rig.Listener);
        Assert.Equal("catalog", Assert.Single((await _rig.Listener.NextAsync()).Endpoints!).HostName);
    }

    [Fact]
    public async Task AllowedSchemes_AreHonouredByTheProvider()
    {
        var services = Registered().Configure<ServiceDiscoveryOptions>(options => (options.AllowAllSchemes, options.AllowedSchemes) = (false, ["http"]));
        using var subscription = Resolver("https+http://catalog", services).Subscribe(_rig.Listener);

        // The endpoint without a scheme gets the query's first one: which schemes are allowed only Microsoft's package knows.
        Assert.Equal(["http://10.0.0.1:8080", "http://10.0.0.2:8080/base", "https://10.0.0.3:8080"], await _rig.AddressesAsync());
    }

    [Theory]
    [InlineData("catalog")]
    [InlineData("catalog:8080")]
    [InlineData("_dashboard.catalog")]
    [InlineData("://catalog")]
    [InlineData("https+http://")]
    [InlineData(" ")]
    public void AQueryWithoutASchemeOrAService_IsRefused(string query) => Assert.Throws<ArgumentException>(nameof(query), () => Resolver(query));

    [Fact]
    public void WithoutProviders_ThereIsNoResolver() => Assert.Throws<ArgumentException>("providers", () => _rig.Resolver());

    [Theory]
    [InlineData("MinInterval", "00:00:00.05")]
    [InlineData("RefreshPeriod", "00:00:00.5")]
    [InlineData("RefreshPeriod", "1.00:00:01")]
    [InlineData("Timeout", "00:00:00")]
    [InlineData("HostName", "a b")]
    public void AnOptionOutsideItsRange_IsNamed(string key, string value)
    {
        var options = new ServiceDiscoveryResolverOptions();
        var property = typeof(ServiceDiscoveryResolverOptions).GetProperty(key)!;
        property.SetValue(options, property.PropertyType == typeof(TimeSpan) ? TimeSpan.Parse(value) : value);
        Assert.Throws<ArgumentOutOfRangeException>(key, () => _rig.Resolver("http://catalog", options, ScriptedProvider.Of(_ => null)));
    }

    public ValueTask DisposeAsync() => _services?.DisposeAsync() ?? ValueTask.CompletedTask;

    private IServiceCollection Registered() => new ServiceCollection().AddSingleton<IConfiguration>(_configuration.Root).AddServiceDiscovery();

    private ServiceDiscoveryResolver Resolver(string query, IServiceCollection? services = null)
    {
        _services = (services ?? Registered()).BuildServiceProvider();
        return _rig.Resolver(query, null, [.. _services.GetServices<IServiceEndpointProviderFactory>()]);
    }
}
