using Balancing.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Balancing.Http.Tests.Topology;

public class TopologyConfigurationTests
{
    [Fact]
    public async Task Section_BindsEveryKind()
    {
        var configuration = Services.Configuration(
            ("Catalog:Endpoints", "http://10.0.0.1"),
            ("Catalog:Topology:Failover", "gradual"),
            ("Catalog:Topology:FailoverThreshold", "0.7"),
            ("Catalog:Topology:FailbackDelay", "00:01:00"),
            ("Catalog:Topology:OverprovisioningFactor", "1.2"),
            ("Catalog:Topology:LocalZone", "eu-1"),
            ("Catalog:Topology:LocalZoneVariable", "ZONE"),
            ("Catalog:Topology:ZoneMetadataKey", "rack"),
            ("Catalog:Topology:ClientShares:eu-1", "3"),
            ("Catalog:Topology:ClientShares:eu.2", "1.5"),
            ("Catalog:Topology:Subset:Size", "20"),
            ("Catalog:Topology:Subset:ClientIndex", "3"),
            ("Catalog:Topology:Subset:ClientCount", "8"),
            ("Catalog:Topology:Subset:ClientId", "pod-3"),
            ("Catalog:Topology:MetadataKeys:0", "version"),
            ("Catalog:Topology:MetadataKeys:1", "stage,shard"),
            ("Catalog:Topology:DefaultMetadata:version", "v1"));
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", configuration.GetSection("Catalog")));

        var topology = services.GetRequiredService<IOptionsMonitor<BalancedHttpClientOptions>>().Get("catalog").Topology;

        Assert.Equal((FailoverMode.Gradual, 0.7, TimeSpan.FromMinutes(1), 1.2), (topology.Failover, topology.FailoverThreshold, topology.FailbackDelay, topology.OverprovisioningFactor));
        Assert.Equal(("eu-1", "ZONE", "rack"), (topology.LocalZone, topology.LocalZoneVariable, topology.ZoneMetadataKey));
        Assert.Equal(new() { ["eu-1"] = 3, ["eu.2"] = 1.5 }, topology.ClientShares);
        Assert.Equal(new SubsetOptions { Size = 20, ClientIndex = 3, ClientCount = 8, ClientId = "pod-3" }, topology.Subset);
        Assert.Equal(["version", "stage,shard"], topology.MetadataKeys);
        Assert.Equal(new() { ["version"] = "v1" }, topology.DefaultMetadata);
    }

    [Theory]
    [InlineData("Failover", "7", "Topology:Failover is '7', which is wrong: it must be Strict or Gradual.")]
    [InlineData("Failover", "Sudden", "Topology:Failover")]
    [InlineData("FailoverThreshold", "1.5", "Topology:FailoverThreshold is '1.5', which is wrong: it must be between 0 and 1, or not be set.")]
    [InlineData("FailbackDelay", "2.00:00:00", "Topology:FailbackDelay is '2.00:00:00', which is wrong: it must be between 0 and 1 day.")]
    [InlineData("OverprovisioningFactor", "0.9", "Topology:OverprovisioningFactor is '0.9', which is wrong: it must be between 1 and 10.")]
    [InlineData("ClientShares:zone-a", "-1", "Topology:ClientShares:zone-a is '-1', which is wrong: it must be 0 or more.")]
    [InlineData("ClientShares:eu.west.1", "-1", "Topology:ClientShares:eu.west.1 is '-1', which is wrong: it must be 0 or more.")]
    [InlineData("ClientShares:a", "0", "Topology:ClientShares is '0', which is wrong: it must be above 0 for at least one zone.")]
    [InlineData("ZoneWeights:a", "NaN", "Topology:ZoneWeights:a is 'NaN', which is wrong: it must be 0 or more.")]
    [InlineData("Subset:Size", "0", "Topology:Subset:Size is '0', which is wrong: it must be between 1 and 100,000.")]
    [InlineData("Subset:ClientIndex", "0", "Topology:Subset:ClientIndex is '0', which is wrong: it must be unset, or come with Subset.ClientCount.")]
    [InlineData("MetadataKeys:0", "a,,b", "Topology:MetadataKeys is 'a,,b', which is wrong: it must be a key, or several different ones with commas in between.")]
    [InlineData("DefaultMetadata:version", "v1", "Topology:DefaultMetadata is 'version', which is wrong: it must be the keys of one entry of MetadataKeys.")]
    [InlineData("Subset", "20", "Topology:Subset is '20', which is wrong: it must be a section: the settings stand below it.")]
    [InlineData("ClientShares", "1", "Topology:ClientShares is '1', which is wrong: it must be a section")]
    [InlineData("ZoneWeights", "1", "Topology:ZoneWeights is '1', which is wrong: it must be a section")]
    [InlineData("DefaultMetadata", "v1", "Topology:DefaultMetadata is 'v1', which is wrong: it must be a section")]
    [InlineData("MetadataKeys", "version", "Topology:MetadataKeys is 'version', which is wrong: it must be a list.")]
    [InlineData("Zone", "a", "Zone")]
    public async Task AMistake_NamesKeyValueAndRange(string key, string value, string message)
    {
        var configuration = Services.Configuration(("Catalog:Endpoints", "http://10.0.0.1"), ($"Catalog:Topology:{key}", value));
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", configuration.GetSection("Catalog")));

        Assert.Contains(message, Assert.Throws<OptionsValidationException>(() => services.Client("catalog")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ZoneWeightsAndALocalZone_AreEitherNotBoth()
    {
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", o =>
        {
            o.AddEndpoint("http://10.0.0.1");
            (o.Topology.LocalZone, o.Topology.ZoneWeights) = ("a", new() { ["a"] = 1 });
        }));

        Assert.Contains(
            "Topology:ZoneWeights is '1', which is wrong: it must be empty where there is a LocalZone: either, not both.",
            Assert.Throws<OptionsValidationException>(() => services.Client("catalog")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_ArrivesWithPriorityZoneAndMetadata()
    {
        var configuration = Services.Configuration(
            ("Catalog:Endpoints:0:Address", "http://10.0.0.1"),
            ("Catalog:Endpoints:0:Priority", "2"),
            ("Catalog:Endpoints:0:Zone", "eu-1"),
            ("Catalog:Endpoints:0:Metadata:version", "v2"));
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", configuration.GetSection("Catalog")));

        var endpoint = Assert.Single(services.GetRequiredKeyedService<Cluster>("catalog").Endpoints);

        Assert.Equal((2, "eu-1", "v2"), (endpoint.Priority, endpoint.Zone, endpoint.Metadata["version"]));
    }

    [Fact]
    public async Task Topology_IsReadOnce()
    {
        var configuration = Services.Configuration(
            ("Catalog:Endpoints:0:Address", "http://10.0.0.1"),
            ("Catalog:Endpoints:0:Zone", "a"),
            ("Catalog:Endpoints:1:Address", "http://10.0.0.2"),
            ("Catalog:Endpoints:1:Zone", "b"),
            ("Catalog:Topology:LocalZone", "a"));
        var stub = new StubHandler();
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", configuration.GetSection("Catalog")).ConfigurePrimaryHttpMessageHandler(() => stub));
        var client = services.Client("catalog");
        for (var i = 0; i < 20; i++) (await client.GetAsync("/")).Dispose();

        configuration.Edit(("Catalog:Topology:LocalZone", "b"));
        for (var i = 0; i < 20; i++) (await client.GetAsync("/")).Dispose();

        Assert.Equal(40, stub.Uris.Count(uri => uri.Host == "10.0.0.1"));
    }
}
