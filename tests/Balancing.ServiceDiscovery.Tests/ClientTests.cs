using System.Collections.Concurrent;
using Balancing.Http;
using Balancing.Http.Tests.Support;
using Balancing.ServiceDiscovery.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace Balancing.ServiceDiscovery.Tests;

/// <summary>Clients as an application registers them, over real servers.</summary>
public sealed class ClientTests : IAsyncLifetime
{
    private readonly EditableConfiguration _configuration = EditableConfiguration.Of();
    private TestServer[] _servers = [];

    public async Task InitializeAsync() => _servers = await TestServer.StartManyAsync(4);

    public async Task DisposeAsync()
    {
        foreach (var server in _servers) await server.DisposeAsync();
    }

    [Fact]
    public async Task AReloadedConfiguration_UnderLoad_FailsNoRequest()
    {
        List(0, 1);
        await using var provider = Services(services =>
        {
            services.AddServiceDiscovery();
            services.AddBalancedHttpClient("catalog", options => (options.Strategy, options.Resilience) = (BalancingStrategies.RoundRobin, ResilienceOptions.None()))
                .UseServiceDiscovery("https+http://catalog", discovery => discovery.MinInterval = TimeSpan.FromMilliseconds(100));
        });
        var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("catalog");
        var cluster = provider.GetRequiredService<BalancedClusters>()["catalog"];
        var failures = new ConcurrentQueue<Exception>();
        var sent = 0;
        using var enough = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                try
                {
                    await client.GetStringAsync("/");
                    Interlocked.Increment(ref sent);
                }
                catch (Exception e)
                {
                    failures.Enqueue(e);
                }
            }
        })).ToArray();

        foreach (var servers in new int[][] { [1, 2], [2, 3], [3, 0], [0, 1, 2, 3], [2], [0, 1, 2, 3] })
        {
            List(servers);
            await UntilAsync(() => cluster.Endpoints.Select(endpoint => endpoint.Address.Port).Order().SequenceEqual(servers.Select(i => _servers[i].Uri.Port).Order()));
            var before = Volatile.Read(ref sent);
            await UntilAsync(() => Volatile.Read(ref sent) > before + 200);
        }

        await enough.CancelAsync();
        await Task.WhenAll(load);
        Assert.Empty(failures);
        Assert.All(_servers, server => Assert.True(server.Requests > 0));
        Assert.Equal(sent, _servers.Sum(server => server.Requests));
    }

    [Fact]
    public async Task AnUnbalancedClient_BecomesBalanced_AndMicrosoftsHandlerGoes()
    {
        List(0, 1, 2, 3);
        var chain = new List<string>();
        await using var provider = Services(services =>
        {
            services.AddServiceDiscovery();
            services.ConfigureHttpClientDefaults(http => http.AddServiceDiscovery());
            services.AddHttpClient("catalog", client => client.BaseAddress = new Uri("http://catalog/")).UseServiceDiscovery("http://catalog");
            services.AddHttpClient("other");
            services.AddSingleton<IHttpMessageHandlerBuilderFilter>(new Recorder(chain));
        });
        var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("catalog");
        for (var i = 0; i < 40; i++) await client.GetStringAsync("/");

        Assert.All(_servers, server => Assert.True(server.Requests > 0));
        Assert.Contains("BalancingHandler", chain);
        Assert.DoesNotContain("ResolvingHttpDelegatingHandler", chain);

        chain.Clear();
        provider.GetRequiredService<IHttpClientFactory>().CreateClient("other");
        Assert.Contains("ResolvingHttpDelegatingHandler", chain);
    }

    [Fact]
    public async Task TheThreeLines_AreEnough_AndDisposalOfTheProviderEndsIt()
    {
        List(2);
        var provider = Services(services =>
        {
            services.AddServiceDiscovery();
            services.AddBalancedHttpClient("catalog").UseServiceDiscovery("https+http://catalog");
        });
        Assert.Equal("2", await provider.GetRequiredService<IHttpClientFactory>().CreateClient("catalog").GetStringAsync("/"));
        await provider.DisposeAsync();
    }

    [Fact]
    public async Task WithoutServiceDiscovery_TheApplicationDoesNotStart()
    {
        await using var provider = Services(services => services.AddBalancedHttpClient("catalog").UseServiceDiscovery("https+http://catalog"));
        var error = Assert.Throws<ArgumentException>(() => provider.GetRequiredService<IStartupValidator>().Validate());
        Assert.Contains("AddServiceDiscovery", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("catalog")]
    [InlineData("tcp://catalog")]
    public void AQueryThatAnHttpClientCannotUse_IsRefusedAtOnce(string query) =>
        Assert.Throws<ArgumentException>(nameof(query), () => new ServiceCollection().AddHttpClient("catalog").UseServiceDiscovery(query));

    [Fact]
    public void TheDefaultsOfAllClients_HaveNoQuery() =>
        new ServiceCollection().ConfigureHttpClientDefaults(http => Assert.Throws<InvalidOperationException>(() => http.UseServiceDiscovery("http://catalog")));

    private ServiceProvider Services(Action<IServiceCollection> configure)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(_configuration.Root);
        configure(services);
        return services.BuildServiceProvider();
    }

    private void List(params int[] servers) => _configuration.Replace(servers.Select((server, i) => ($"Services:catalog:http:{i}", _servers[server].Address)));

    private static async Task UntilAsync(Func<bool> condition)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(30), "It never came.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }
    }

    private sealed class Recorder(List<string> chain) : IHttpMessageHandlerBuilderFilter
    {
        public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
        {
            next(builder);
            chain.AddRange(builder.AdditionalHandlers.Select(handler => handler.GetType().Name));
        };
    }
}
