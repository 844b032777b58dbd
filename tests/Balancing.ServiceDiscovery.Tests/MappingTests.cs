using System.Net;
using System.Net.Sockets;
using Balancing.ServiceDiscovery.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ServiceDiscovery;

namespace Balancing.ServiceDiscovery.Tests;

public sealed class MappingTests
{
    private readonly Rig _rig = new();

    [Theory]
    [InlineData("https+http://catalog", "10.0.0.1:8080", "https://10.0.0.1:8080")]
    [InlineData("http+https://catalog", "10.0.0.1", "http://10.0.0.1")]
    [InlineData("https://catalog", "10.0.0.1:443", "https://10.0.0.1")]
    [InlineData("http://catalog", "[fd00::1]:8080", "http://[fd00::1]:8080")]
    [InlineData("http://catalog", "[fd00::1]", "http://[fd00::1]")]
    [InlineData("http://catalog", "Host.Example:81", "http://host.example:81")]
    [InlineData("https+http://catalog", "http://host.example:81/base/", "http://host.example:81/base")]
    [InlineData("tcp://db", "10.0.0.1:5432", "tcp://10.0.0.1:5432")]
    public async Task AnEndpoint_GetsWhatItLacks_FromTheQuery(string query, string endpoint, string address)
    {
        Assert.True(ServiceEndpoint.TryParse(endpoint, out var parsed));
        Assert.Equal(address, Assert.Single(await MapAsync(query, null, parsed)).Address.ToString().TrimEnd('/'));
    }

    [Fact]
    public async Task AnIPAddressAsAHost_IsAnIPAddress() =>
        Assert.Equal("https://[fd00::1]:81/", Assert.Single(await MapAsync(ServiceEndpoint.Create(new DnsEndPoint("fd00::1", 81)))).Address.ToString());

    [Fact]
    public async Task WhatCannotBeAnEndpoint_IsLeftOut_AndLoggedOnceAsLongAsItStays()
    {
        ServiceEndpoint[] endpoints =
        [
            Uri("ftp://10.0.0.9"), Uri("http://user:secret@10.0.0.9"), Uri("http://10.0.0.9/?query"), Uri("/relative"),
            ServiceEndpoint.Create(new UnixDomainSocketEndPoint("/run/catalog.sock")), ServiceEndpoint.Create(new OddEndPoint()),
            ServiceEndpoint.Create(new IPEndPoint(IPAddress.Any, 80)), ServiceEndpoint.Create(new DnsEndPoint("a/b", 80)),
            With(Uri("http://10.0.0.8"), new EndpointAttributes { Weight = -1 }), Named(Uri("http://10.0.0.7"), "not a name"),
            Uri("http://10.0.0.1"),
        ];
        var provider = new ScriptedProvider((_, builder, _) =>
        {
            foreach (var endpoint in endpoints) builder.Endpoints.Add(endpoint);
            return Task.CompletedTask;
        });
        using var subscription = _rig.Resolver(provider).Subscribe(_rig.Listener);
        for (var refresh = 0; refresh < 3; refresh++)
        {
            Assert.Equal(["http://10.0.0.1"], await _rig.AddressesAsync());
            await _rig.AsleepAsync();
            _rig.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await _rig.AddressesAsync();
        Assert.Equal(10, _rig.Log.Lines.Count(line => line is { Level: LogLevel.Warning, Event: 2 }));
        Assert.DoesNotContain(_rig.Log.Lines, line => line.Message.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OfSeveralWithTheSameAddress_TheFirstCounts()
    {
        var mapped = await MapAsync("http://catalog", null, With(Uri("http://10.0.0.1:80/"), new EndpointAttributes { Weight = 3 }), ServiceEndpoint.Create(new IPEndPoint(IPAddress.Parse("10.0.0.1"), 0)));
        Assert.Equal(3, Assert.Single(mapped).Weight);
    }

    [Fact]
    public async Task Attributes_AreThoseOfTheFeature()
    {
        var attributes = new EndpointAttributes { Weight = 2.5, Priority = 1, Zone = "b", HashKey = "pod-7", Metadata = new Dictionary<string, string> { ["version"] = "2" } };
        var mapped = Assert.Single(await MapAsync(With(Uri("http://10.0.0.1"), attributes)));
        Assert.Equal(new EndpointDescription("http://10.0.0.1") { Weight = 2.5, Priority = 1, Zone = "b", HashKey = "pod-7", Metadata = attributes.Metadata }, mapped);
    }

    [Fact]
    public async Task AnInterfaceOfFewMembers_IsEnough() => Assert.Equal((1, "a"), Assert.Single(await MapAsync(With(Uri("http://10.0.0.1"), new OnlyZone()))) is var e ? (e.Weight, e.Zone) : default);

    [Theory]
    [InlineData("10.0.0.1:8443", null, null, null)]
    [InlineData("10.0.0.1:8443", "own.example", null, "own.example")]
    [InlineData("10.0.0.1:8443", "own.example", "all.example:8443", "own.example")]
    [InlineData("10.0.0.1:8443", null, "all.example:8443", "all.example:8443")]
    [InlineData("https://[fd00::1]", null, "all.example", "all.example")]
    [InlineData("https://host.example", null, "all.example", null)]
    public async Task TheHostName_IsTheFeatures_ElseForAnIPAddressThatOfTheOptions(string endpoint, string? feature, string? option, string? expected)
    {
        Assert.True(ServiceEndpoint.TryParse(endpoint, out var parsed));
        if (feature is not null) Named(parsed, feature);
        Assert.Equal(expected, Assert.Single(await MapAsync("https://catalog", option, parsed)).HostName);
    }

    [Theory]
    [InlineData("https://catalog", "10.0.0.1", 1)]
    [InlineData("http://catalog", "10.0.0.1", 0)]
    [InlineData("https://catalog", "host.example", 0)]
    public async Task HttpsToAnIPAddressWithoutAName_IsLogged(string query, string endpoint, int times)
    {
        Assert.True(ServiceEndpoint.TryParse(endpoint, out var parsed));
        await MapAsync(query, null, parsed);
        Assert.Equal(times, _rig.Log.Lines.Count(line => line.Event == 3));
    }

    private Task<IReadOnlyList<EndpointDescription>> MapAsync(params ServiceEndpoint[] endpoints) => MapAsync("https+http://catalog", null, endpoints);

    private async Task<IReadOnlyList<EndpointDescription>> MapAsync(string query, string? hostName, params ServiceEndpoint[] endpoints)
    {
        var provider = new ScriptedProvider((_, builder, _) =>
        {
            foreach (var endpoint in endpoints) builder.Endpoints.Add(endpoint);
            return Task.CompletedTask;
        });
        using var subscription = _rig.Resolver(query, new ServiceDiscoveryResolverOptions { HostName = hostName }, provider).Subscribe(_rig.Listener);
        var report = await _rig.Listener.NextAsync();
        Assert.Null(report.Error);
        return report.Endpoints!;
    }

    private static ServiceEndpoint Uri(string uri) => ServiceEndpoint.Create(new UriEndPoint(new Uri(uri, uri[0] == '/' ? UriKind.Relative : UriKind.Absolute)));

    private static ServiceEndpoint With(ServiceEndpoint endpoint, IEndpointAttributesFeature attributes)
    {
        endpoint.Features.Set(attributes);
        return endpoint;
    }

    private static ServiceEndpoint Named(ServiceEndpoint endpoint, string name)
    {
        endpoint.Features.Set<IHostNameFeature>(new Name(name));
        return endpoint;
    }

    private sealed record Name(string HostName) : IHostNameFeature;

    private sealed class OnlyZone : IEndpointAttributesFeature
    {
        public string? Zone => "a";
    }

    private sealed class OddEndPoint : EndPoint;
}
