using Balancing.Http.Tests.Support;
using Balancing.Resolution;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Balancing.Http.Tests.Discovery;

/// <summary>A mistake in a Discovery section is a message at start-up that names key, value and what is allowed.</summary>
public class DiscoveryValidationTests
{
    public static TheoryData<string, string> Mistakes => new()
    {
        { "Type=Dns", "Catalog:Discovery:Address is '', which is wrong: it must be an http or https address with the name of a host, such as https://catalog.internal:8443." },
        { "Type=Dns Address=catalog.internal", "Catalog:Discovery:Address is 'catalog.internal', which is wrong: it must be an http or https address" },
        { "Type=Dns Address=tcp://catalog:1", "Catalog:Discovery:Address is 'tcp://catalog:1', which is wrong" },
        { "Type=Dns Address=http://10.0.0.1", "Catalog:Discovery:Address is 'http://10.0.0.1', which is wrong" },
        { "Type=Dns Address=http://user:hunter2@catalog", "Catalog:Discovery:Address is '(withheld)', which is wrong" },
        { "Type=DnsSrv", "Catalog:Discovery:Address is '', which is wrong: it must be the name of a service, such as _http._tcp.catalog.internal." },
        { "Type=DnsSrv Address=http://catalog", "Catalog:Discovery:Address is 'http://catalog', which is wrong: it must be the name of a service" },
        { "Type=File", "Catalog:Discovery:Address is '', which is wrong: it must be the path of a file." },
        { "Type=Services", "Catalog:Discovery:Address is '', which is wrong: it must be a service, such as https+http://catalog or http://_admin.catalog." },
        { "Type=Services Address=tcp://catalog", "Catalog:Discovery:Address is 'tcp://catalog', which is wrong: it must be a service" },
        { "Type=Consul Address=catalog", "Catalog:Discovery:Type" },
        { "Type=7 Address=catalog", "Catalog:Discovery:Type is '7', which is wrong: it must be None, Dns, DnsSrv, File or Services." },
        { "Address=http://catalog", "Catalog:Discovery:Type is 'None', which is wrong: where there is an Address, it must be Dns, DnsSrv, File or Services." },
        { "Type=Dns Address=http://catalog Scheme=https", "Catalog:Discovery:Scheme is 'https', which must be left out, unless Type is DnsSrv." },
        { "Type=DnsSrv Address=_http._tcp.catalog Scheme=tcp", "Catalog:Discovery:Scheme is 'tcp', which is wrong: it must be http or https." },
        { "Type=File Address=e.json BasePath=/v2", "Catalog:Discovery:BasePath is '/v2', which must be left out, unless Type is DnsSrv." },
        { "Type=DnsSrv Address=_http._tcp.catalog BasePath=v2", "Catalog:Discovery:BasePath is 'v2', which is wrong: it must be a path that begins with a slash." },
        { "Type=DnsSrv Address=_http._tcp.catalog BasePath=/v2?q", "Catalog:Discovery:BasePath is '/v2?q', which is wrong" },
        { "Type=Dns Address=http://catalog Interval=00:00:10", "Catalog:Discovery:Interval is '00:00:10', which must be left out, unless Type is File; for the others there is Dns:Interval." },
        { "Type=File Address=e.json Interval=00:00:00.05", "Catalog:Discovery:Interval is '00:00:00.0500000', which is wrong: it must be between 100 ms and 24 days." },
        { "Type=File Address=e.json Interval=soon", "Catalog:Discovery:Interval" },
        { "Type=Dns Address=http://catalog AllowedNetworks:0=10.0.0.0/8 AllowedNetworks:1=10.0.0.0/33", "Catalog:Discovery:AllowedNetworks:1 is '10.0.0.0/33', which is wrong: it must be a network, such as 10.0.0.0/8 or fd00::/8." },
        { "Type=Dns Address=http://catalog AllowedNetworks=10.0.0.0/8", "Catalog:Discovery:AllowedNetworks is '10.0.0.0/8', which is wrong: it must be a list." },
        { "Type=Dns Address=http://catalog Dns:Servers:0=10.0.0.53 Dns:Servers:1=ns1", "Catalog:Discovery:Dns:Servers:1 is 'ns1', which is wrong: it must be the IP address of a name server" },
        { "Type=Dns Address=http://catalog Dns:Servers=10.0.0.53", "Catalog:Discovery:Dns:Servers is '10.0.0.53', which is wrong: it must be a list." },
        { "Type=Dns Address=http://catalog Dns:Attempts=0", "Catalog:Discovery:Dns:Attempts is '0', which is wrong: it must be between 1 and 10." },
        { "Type=Dns Address=http://catalog Dns=10.0.0.53", "Catalog:Discovery:Dns is '10.0.0.53', which is wrong: it must be a section: the settings stand below it." },
        { "Type=Dns Address=http://catalog Adress=x", "Adress" },
        { "Type=Dns Address=http://catalog Dns:Server=x", "Server" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Mistake_StopsTheHostAtStartUp(string settings, string message)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(settings.Split(' ').Select(Setting)));

        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AValueInThePlaceOfTheSection_IsAnError()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync([("Catalog:Discovery", "Dns")]));

        Assert.Contains("Catalog:Discovery is 'Dns', which is wrong: it must be a section", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Catalog:Endpoints:0:Priority", "-1", "Catalog:Endpoints:0:Priority is '-1', which is wrong: it must be 0 or more.")]
    [InlineData("Catalog:Endpoints:0:Weight", "-1", "Catalog:Endpoints:0:Weight is '-1'")]
    public async Task BackupsBesideDiscovery_AreCheckedToo(string key, string value, string message)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(
            () => StartAsync([Setting("Type=File"), Setting("Address=e.json"), ("Catalog:Endpoints:0:Address", "http://10.0.0.1"), (key, value)]));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NetworksThatGoForNothing_AreAMistake()
    {
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", o =>
        {
            o.Discovery.AllowedNetworks.Add("10.0.0.0/8");
            o.UseResolver(new PushResolver("http://11.0.0.1"));
        }));

        var error = Assert.Throws<OptionsValidationException>(() => services.Client("catalog"));

        Assert.Contains("Discovery:AllowedNetworks is '(not empty)', which must be empty when a resolver is used: they do not go for that. Call OnlyIn on it.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DiscoveryAndAResolver_AreEitherNotBoth(bool asFunction)
    {
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", o =>
        {
            (o.Discovery.Type, o.Discovery.Address) = (DiscoveryType.File, "e.json");
            _ = asFunction ? o.UseServices("catalog") : o.UseResolver(new PushResolver());
        }));

        var error = Assert.Throws<OptionsValidationException>(() => services.Client("catalog"));

        Assert.Equal("Balanced client 'catalog': Discovery:Type is 'File', which must be None when a resolver is used: either, not both.", error.Message);
    }

    [Theory]
    [InlineData("Type=Dns Address=https://catalog.internal:8443/base Dns:Servers:0=10.0.0.53 Dns:AddressFamilies=PreferIPv4 AllowedNetworks:0=10.0.0.0/8")]
    [InlineData("Type=DnsSrv Address=_http._tcp.catalog.internal. Scheme=https BasePath=/v2 Dns:Interval=00:01:00")]
    [InlineData("type=file address=endpoints.json interval=00:00:10")]
    [InlineData("Type=Services Address=catalog")]
    [InlineData("Type=None Endpoints")]
    public async Task WhatIsRight_Starts(string settings)
    {
        var values = settings.Split(' ').Where(setting => setting != "Endpoints").Select(Setting);

        await StartAsync(settings.EndsWith("Endpoints", StringComparison.Ordinal) ? [.. values, ("Catalog:Endpoints:0", "http://10.0.0.1")] : values);
    }

    private static (string Key, string? Value) Setting(string text) => text.Split('=', 2) is [var key, var value] ? ($"Catalog:Discovery:{key}", value) : throw new ArgumentException(text, nameof(text));

    private static async Task StartAsync(IEnumerable<(string Key, string? Value)> values)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddBalancedHttpClient("catalog", Services.Configuration(values).GetSection("Catalog"));
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();
    }
}
