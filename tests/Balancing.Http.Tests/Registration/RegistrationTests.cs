using Balancing.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.Http.Tests.Registration;

public class RegistrationTests
{
    [Fact]
    public async Task NamedClient_SpreadsItsRequests()
    {
        var servers = await TestServer.StartManyAsync(3);
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", o =>
        {
            o.Strategy = BalancingStrategies.RoundRobin;
            foreach (var server in servers) o.AddEndpoint(server.Address);
        }));

        for (var i = 0; i < 9; i++) await services.Client("catalog").GetStringAsync("/products");

        Assert.All(servers, server => Assert.Equal(3, server.Requests));
        foreach (var server in servers) await server.DisposeAsync();
    }

    [Theory]
    [InlineData("catalog", "http://catalog/")]
    [InlineData("catalog.internal", "http://catalog.internal/")]
    [InlineData("my client", "http://balanced/")]
    [InlineData("a/b", "http://balanced/")]
    public async Task BaseAddress_IsTheClientsName(string name, string expected)
    {
        await using var services = Services.Build(s => s.AddBalancedHttpClient(name, o => o.AddEndpoint("http://10.0.0.1")));

        Assert.Equal(expected, services.Client(name).BaseAddress!.AbsoluteUri);
    }

    [Fact]
    public async Task BaseAddress_CanBeTheUsersOwn()
    {
        await using var services = Services.Build(s => s
            .AddBalancedHttpClient("catalog", o => o.AddEndpoint("http://10.0.0.1"))
            .ConfigureHttpClient(client => client.BaseAddress = new Uri("https://shop.example/api/")));

        Assert.Equal("https://shop.example/api/", services.Client("catalog").BaseAddress!.AbsoluteUri);
    }

    [Fact]
    public async Task TypedClients_AreNamedAfterTheirType()
    {
        var stub = new StubHandler();
        await using var services = Services.Build(s =>
        {
            s.AddBalancedHttpClient<CatalogClient>(o => o.AddEndpoint("http://10.0.0.1")).ConfigurePrimaryHttpMessageHandler(() => stub);
            s.AddBalancedHttpClient<ICatalog, CatalogClient>(o => o.AddEndpoint("http://10.0.0.2")).ConfigurePrimaryHttpMessageHandler(() => stub);
        });

        await services.GetRequiredService<CatalogClient>().GetAsync();
        await services.GetRequiredService<ICatalog>().GetAsync();

        Assert.Equal(["http://10.0.0.1/products", "http://10.0.0.2/products"], stub.Uris.Select(uri => uri.AbsoluteUri));
        Assert.Equal("ICatalog", services.GetRequiredKeyedService<Cluster>("ICatalog").Name);
    }

    [Fact]
    public async Task ExistingClient_IsBalancedAndKeepsItsPrimaryHandler()
    {
        var stub = new StubHandler();
        await using var services = Services.Build(s => s
            .AddHttpClient("plain", client => client.BaseAddress = new Uri("http://plain/"))
            .ConfigurePrimaryHttpMessageHandler(() => stub)
            .AddLoadBalancing(o => o.AddEndpoint("http://10.0.0.1").AddEndpoint("http://10.0.0.2")));

        for (var i = 0; i < 10; i++) await services.Client("plain").GetStringAsync("/x");

        Assert.All(stub.Uris, uri => Assert.StartsWith("10.0.0.", uri.Host, StringComparison.Ordinal));
    }

    [Fact]
    public async Task DefaultsForAllClients_BalanceEachByItself()
    {
        var stub = new StubHandler();
        await using var services = Services.Build(s =>
        {
            s.ConfigureHttpClientDefaults(builder => builder
                .ConfigurePrimaryHttpMessageHandler(() => stub)
                .AddLoadBalancing(o =>
                {
                    o.Strategy = "roundrobin";
                    o.AddEndpoint("http://10.0.0.1").AddEndpoint("http://10.0.0.2");
                }));
            s.AddHttpClient("a");
            s.AddHttpClient("b");
        });

        foreach (var client in new[] { "a", "b", "a", "b" }) await services.Client(client).GetStringAsync($"http://{client}/{client}");

        // Each client has its own cluster, so each alternates between both endpoints.
        Assert.Equal(4, stub.Uris.Select(uri => uri.AbsoluteUri).Distinct().Count());
        var clusters = services.GetRequiredService<BalancedClusters>();
        Assert.NotSame(clusters["a"], clusters["b"]);
        Assert.Same(clusters["a"], clusters["a"]);
    }

    [Fact]
    public async Task DefaultsFromASection_BalanceTheClientsThatHaveOne()
    {
        var stub = new StubHandler();
        var configuration = Services.Configuration(("Balancing:catalog:Endpoints:0", "http://10.0.0.1"));
        await using var services = Services.Build(s =>
        {
            s.ConfigureHttpClientDefaults(builder => builder
                .ConfigurePrimaryHttpMessageHandler(() => stub)
                .AddLoadBalancing(configuration.GetSection("Balancing")));
            s.AddHttpClient("catalog");
            s.AddHttpClient("other");
        });

        await services.Client("catalog").GetStringAsync("http://catalog/");
        await services.Client("other").GetStringAsync("http://other/");

        Assert.Equal(["http://10.0.0.1/", "http://other/"], stub.Uris.Select(uri => uri.AbsoluteUri));
    }

    [Fact]
    public async Task DefaultsAndOneClient_BalanceItOnce()
    {
        var stub = new StubHandler();
        await using var services = Services.Build(s =>
        {
            s.ConfigureHttpClientDefaults(builder => builder.ConfigurePrimaryHttpMessageHandler(() => stub).AddLoadBalancing(o => o.AddEndpoint("http://10.0.0.1")));
            s.AddHttpClient("catalog").AddLoadBalancing(o => o.AddEndpoint("http://10.0.0.2"));
        });

        await services.Client("catalog").GetStringAsync("http://catalog/");

        var cluster = services.GetRequiredService<BalancedClusters>()["catalog"];
        Assert.Equal(2, cluster.Endpoints.Count);
        Assert.Single(stub.Uris);
    }

    [Fact]
    public async Task Handlers_SeeTheNameWhereverTheyWereAdded_AndAttemptHandlersTheEndpoint()
    {
        Uri? before = null, after = null, attempt = null;
        var stub = new StubHandler();
        await using var services = Services.Build(s => s
            .AddHttpClient("catalog")
            .AddAttemptHandler(_ => new Peek(request => attempt = request.RequestUri))
            .AddHttpMessageHandler(() => new Peek(request => before = request.RequestUri))
            .AddLoadBalancing(o => o.AddEndpoint("http://10.0.0.1"))
            .AddHttpMessageHandler(() => new Peek(request => after = request.RequestUri))
            .ConfigurePrimaryHttpMessageHandler(() => stub));

        await services.Client("catalog").GetStringAsync("http://catalog/x");

        Assert.Equal("http://catalog/x", before!.AbsoluteUri);
        Assert.Equal("http://catalog/x", after!.AbsoluteUri);
        Assert.Equal("http://10.0.0.1/x", attempt!.AbsoluteUri);
    }

    [Fact]
    public async Task RetryChainedOnABalancedClient_GoesToAnotherEndpoint()
    {
        var stub = new StubHandler(request => request.RequestUri!.Host == "10.0.0.1" ? throw new HttpRequestException("refused") : new HttpResponseMessage());
        await using var services = Services.Build(s => s
            .AddBalancedHttpClient("catalog", o =>
            {
                o.Strategy = BalancingStrategies.RoundRobin;
                o.AddEndpoint("http://10.0.0.1").AddEndpoint("http://10.0.0.2");
            })
            .AddHttpMessageHandler(() => new RetryOnce())
            .ConfigurePrimaryHttpMessageHandler(() => stub));

        for (var i = 0; i < 10; i++) (await services.Client("catalog").GetAsync("/")).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task AttemptHandlerOfAClientThatIsNotBalanced_IsInTheChain()
    {
        var seen = 0;
        await using var services = Services.Build(s => s
            .AddHttpClient("plain")
            .AddAttemptHandler(_ => new Peek(_ => seen++))
            .ConfigurePrimaryHttpMessageHandler(() => new StubHandler()));

        await services.Client("plain").GetStringAsync("http://plain/");

        Assert.Equal(1, seen);
    }

    [Theory]
    [InlineData(typeof(SocketsHttpHandler))]
    [InlineData(typeof(HttpClientHandler))]
    public async Task PrimaryHandler_IsAdoptedWhoeverMadeIt(Type type)
    {
        var primary = (HttpMessageHandler)Activator.CreateInstance(type)!;
        await using var server = await TestServer.StartAsync(context =>
        {
            if (context.Request.Path == "/land") return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, $"landed {context.Request.Headers.Cookie}");
            context.Response.Headers.SetCookie = "a=b";
            context.Response.Redirect("http://catalog/land");
            return Task.CompletedTask;
        });
        await using var services = Services.Build(s => s
            .AddHttpClient("catalog")
            .AddLoadBalancing(o => o.AddEndpoint(server.Address))
            .ConfigurePrimaryHttpMessageHandler(() => primary));

        // Redirected to the logical name, with the cookie that was set under it: only possible above the balancing handler.
        Assert.Equal("landed a=b", await services.Client("catalog").GetStringAsync("http://catalog/go"));

        // A gRPC channel looks for this key, and would balance by itself without it.
        var properties = primary is SocketsHttpHandler sockets ? sockets.Properties : ((HttpClientHandler)primary).Properties;
        Assert.Equal(true, properties["__GrpcLoadBalancingDisabled"]);
    }

    [Fact]
    public async Task BalancedClient_KeepsNoCookiesByDefault()
    {
        await using var server = await TestServer.StartAsync(context =>
        {
            context.Response.Headers.SetCookie = "a=b";
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, $"[{context.Request.Headers.Cookie}]");
        });
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", o => o.AddEndpoint(server.Address)));

        await services.Client("catalog").GetStringAsync("/");

        Assert.Equal("[]", await services.Client("catalog").GetStringAsync("/"));
    }

    [Fact]
    public void Provider_CanBeDisposedEitherWay()
    {
        var services = Services.Build(s => s.AddBalancedHttpClient("catalog", o => o.AddEndpoint("http://10.0.0.1")));
        services.Client("catalog");
        _ = services.GetRequiredKeyedService<Cluster>("catalog");
        services.Dispose();
    }

    private interface ICatalog
    {
        Task GetAsync();
    }

    private sealed class CatalogClient(HttpClient http) : ICatalog
    {
        public Task GetAsync() => http.GetStringAsync("/products");
    }

    private sealed class RetryOnce : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException)
            {
                return await base.SendAsync(request, cancellationToken);
            }
        }
    }

    private sealed class Peek(Action<HttpRequestMessage> look) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            look(request);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
