using System.Net;
using Balancing.AspNetCore.Tests.Support;
using Balancing.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.AspNetCore.Tests;

/// <summary>The inbound client's address is known wherever a request is under way, and nowhere else.</summary>
public sealed class ClientAddressTests
{
    private static readonly IPAddress Source = new([127, 0, 1, 7]);

    [Theory]
    [InlineData("/minimal")]
    [InlineData("/controller")]
    [InlineData("/middleware")]
    public async Task Address_IsThatOfTheConnection(string path)
    {
        await using var app = await StartAsync();
        Assert.Equal($"{Source}", await GetAsync(app, path));
    }

    [Fact]
    public async Task AClaimWithoutATrustedProxy_IsNotBelieved()
    {
        await using var app = await StartAsync();
        Assert.Equal($"{Source}", await GetAsync(app, "/minimal", "203.0.113.9"));
    }

    [Theory]
    [InlineData("127.0.1.0/24", "203.0.113.9", "203.0.113.9")]
    [InlineData("127.0.1.7", "203.0.113.9", "203.0.113.9")]
    [InlineData("127.0.1.7", "198.51.100.1, 203.0.113.9", "203.0.113.9")]
    [InlineData("127.0.1.0/24", "198.51.100.1, 127.0.1.9", "198.51.100.1")]
    [InlineData("127.0.1.7", "nonsense", "127.0.1.7")]
    [InlineData("127.0.2.0/24", "203.0.113.9", "127.0.1.7")]
    public async Task AClaim_IsBelievedAsFarAsTheProxiesAreTrusted(string trusted, string claimed, string expected)
    {
        await using var app = await StartAsync(options => options.TrustProxy(trusted));
        Assert.Equal(expected, await GetAsync(app, "/minimal", claimed));
    }

    [Fact]
    public async Task InBackgroundWork_ThereIsNone()
    {
        await using var app = await StartAsync();
        Assert.Null(app.Services.GetRequiredService<IClientAddressAccessor>().ClientAddress);
    }

    [Theory]
    [InlineData("proxy.internal")]
    [InlineData("10.0.0.0/33")]
    [InlineData("")]
    public void ATrustedProxy_IsAnAddressOrANetwork(string wrong)
    {
        var error = Assert.Throws<FormatException>(() => new ServiceCollection().AddBalancingAspNetCore(options => options.TrustProxy(wrong)));
        Assert.Contains($"'{wrong}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAccessorOfYourOwn_Stays()
    {
        var services = new ServiceCollection().AddSingleton<IClientAddressAccessor, Fixed>().AddBalancingAspNetCore();
        await using var provider = services.BuildServiceProvider();
        Assert.IsType<Fixed>(provider.GetRequiredService<IClientAddressAccessor>());
    }

    private static async Task<WebApplication> StartAsync(Action<BalancingAspNetCoreOptions>? configure = null)
    {
        var builder = Server.Create();
        builder.Services.AddBalancingAspNetCore(configure);
        builder.Services.AddControllers().AddApplicationPart(typeof(WhoController).Assembly);
        var app = builder.Build();
        app.Use((context, next) => context.Request.Path == "/middleware"
            ? context.Response.WriteAsync($"{context.RequestServices.GetRequiredService<IClientAddressAccessor>().ClientAddress}")
            : next(context));
        app.MapGet("/minimal", (IClientAddressAccessor accessor) => $"{accessor.ClientAddress}");
        app.MapControllers();
        await app.StartAsync();
        return app;
    }

    private static Task<string> GetAsync(WebApplication app, string path, string? claimed = null) =>
        Client.GetAsync(new IPEndPoint(IPAddress.Loopback, app.Port()), Source, claimed, path);

    private sealed class Fixed : IClientAddressAccessor
    {
        public IPAddress? ClientAddress => IPAddress.Loopback;
    }
}

[ApiController]
[Route("controller")]
public sealed class WhoController(IClientAddressAccessor accessor) : ControllerBase
{
    [HttpGet]
    public string Get() => $"{accessor.ClientAddress}";
}
