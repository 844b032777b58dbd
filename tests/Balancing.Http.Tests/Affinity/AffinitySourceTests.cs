using System.Net;
using Balancing.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Balancing.Http.Tests.Affinity;

/// <summary>Where the key that a request sticks to comes from.</summary>
public sealed class AffinitySourceTests
{
    [Theory]
    [InlineData(AffinitySource.Header, "X-Tenant", "tenant-7")]
    [InlineData(AffinitySource.Cookie, "session", "abc=")]
    [InlineData(AffinitySource.Query, "user", "u%201")]
    [InlineData(AffinitySource.Path, null, "/cart/7")]
    [InlineData(AffinitySource.Header, "X-Other", null)]
    [InlineData(AffinitySource.Cookie, "sess", null)]
    [InlineData(AffinitySource.Query, "use", null)]
    [InlineData(AffinitySource.None, null, null)]
    public async Task Key_IsWhatTheRequestSays(AffinitySource from, string? name, string? expected)
    {
        var key = await KeyOfAsync(options => options.Affinity = new AffinityOptions { From = from, Name = name });

        Assert.Equal(expected is null ? default : AffinityKey.From(expected), key);
    }

    [Fact]
    public async Task AKeyThatTheRequestWasGiven_ComesFirst() => Assert.Equal(
        AffinityKey.From("given"),
        await KeyOfAsync(options => options.Affinity.From = AffinitySource.Path, request => request.SetAffinityKey("given")));

    [Fact]
    public async Task AFunction_TakesThePlaceOfTheSource() => Assert.Equal(
        AffinityKey.From("GET"),
        await KeyOfAsync(options => options.UseAffinityKey(request => AffinityKey.From(request.Method.Method)).Affinity.From = AffinitySource.Path));

    [Theory]
    [InlineData("203.0.113.7", 32, "203.0.113.7")]
    [InlineData("203.0.113.7", 24, "203.0.113.0")]
    [InlineData("::ffff:203.0.113.7", 24, "203.0.113.0")]
    public async Task ClientsAddress_CountsAsFarAsItsPrefix(string client, int prefix, string expected)
    {
        var key = await KeyOfAsync(options => options.UseIpHash().Affinity.IPv4PrefixLength = prefix, client: IPAddress.Parse(client));

        Assert.Equal(AffinityKey.From(IPAddress.Parse(expected)), key);
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.0")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    public async Task Clients_CanBeGroupedAsNginxDoesIt(string client, string expected) =>
        Assert.Equal(AffinityKey.From(IPAddress.Parse(expected)), await KeyOfAsync(options => options.UseIpHash(groupLikeNginx: true), client: IPAddress.Parse(client)));

    [Theory]
    [InlineData(MissingAffinity.Random, false)]
    [InlineData(MissingAffinity.Fixed, true)]
    public async Task WithoutAClient_TheRuleForMissingKeysHolds(MissingAffinity rule, bool hasKey) =>
        Assert.Equal(hasKey, (await KeyOfAsync(options => options.UseIpHash().Affinity.WhenMissing = rule)).HasValue);

    [Fact]
    public async Task AMissingKey_CanBeAnError_BeforeAnythingIsSent()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => KeyOfAsync(options => options.UseIpHash().Affinity.WhenMissing = MissingAffinity.Error));

        Assert.Contains("'catalog'", error.Message, StringComparison.Ordinal);
        Assert.Contains("ClientAddress", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Affinity:From", "Header", "Catalog:Affinity:Name is '', which is wrong: it must be given for Header.")]
    [InlineData("Affinity:IPv4PrefixLength", "33", "Catalog:Affinity:IPv4PrefixLength is '33', which is wrong: it must be between 0 and 32.")]
    [InlineData("Hashing:LoadFactor", "1", "Catalog:Hashing:LoadFactor is '1', which is wrong: it must be above 1 and at most 1,000.")]
    [InlineData("Hashing:MaglevTableSize", "1000", "Catalog:Hashing:MaglevTableSize is '1000', which is wrong: it must be a prime between 3 and 5,000,011.")]
    [InlineData("Sticky:Capacity", "1", "Catalog:Sticky:Capacity is '1', which is wrong: it must be between 8 and 16,777,216.")]
    public async Task AMistake_NamesKeyValueAndRange(string key, string value, string message)
    {
        var configuration = Services.Configuration(("Catalog:Endpoints", "http://10.0.0.1"), ($"Catalog:{key}", value));
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", configuration.GetSection("Catalog")));

        Assert.Contains(message, Assert.Throws<OptionsValidationException>(() => services.Client("catalog")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sticky_KeepsAKeyWhereItWentFirst_UnderAnyStrategy()
    {
        var addresses = new List<string>();
        await using var services = Services.Build(s => s
            .AddBalancedHttpClient("catalog", options =>
            {
                options.AddEndpoint("http://10.0.0.1").AddEndpoint("http://10.0.0.2").AddEndpoint("http://10.0.0.3");
                (options.Strategy, options.Sticky, options.Affinity.From) = (BalancingStrategies.RoundRobin, new StickyOptions(), AffinitySource.Path);
            })
            .ConfigurePrimaryHttpMessageHandler(() => new StubHandler(request =>
            {
                addresses.Add($"{request.RequestUri}");
                return new HttpResponseMessage();
            })));

        for (var i = 0; i < 30; i++) (await services.Client("catalog").GetAsync($"/{i % 3}")).Dispose();

        // Three keys, each always to one endpoint, and round robin has given each another.
        Assert.Equal(3, addresses.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(3, addresses.Select(address => new Uri(address).Host).Distinct(StringComparer.Ordinal).Count());
    }

    private static async Task<AffinityKey> KeyOfAsync(Action<BalancedHttpClientOptions> configure, Action<HttpRequestMessage>? prepare = null, IPAddress? client = null)
    {
        var recorder = new RecordingLoadBalancer();
        await using var services = Services.Build(s =>
        {
            if (client is not null) s.AddSingleton<IClientAddressAccessor>(new Known(client));
            s.AddBalancedHttpClient("catalog", options => configure(options.AddEndpoint("http://10.0.0.1").UseLoadBalancer(recorder)))
                .ConfigurePrimaryHttpMessageHandler(() => new StubHandler(_ => new HttpResponseMessage()));
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/cart/7?a=1&user=u%201&b=");
        request.Headers.Add("X-Tenant", "tenant-7");
        request.Headers.Add("Cookie", "first=1; session=abc=; last=2");
        prepare?.Invoke(request);

        (await services.Client("catalog").SendAsync(request)).Dispose();

        return Assert.Single(recorder.Keys);
    }

    private sealed class Known(IPAddress address) : IClientAddressAccessor
    {
        public IPAddress? ClientAddress => address;
    }
}
