using System.Net;
using Balancing.Http.Resilience;
using Balancing.Http.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.Http.Tests.Topology;

/// <summary>Requests that ask for endpoints by their metadata: of four, 3 and 4 are of version 2, and 4 alone is the canary.</summary>
public sealed class RequestMetadataTests : IAsyncDisposable
{
    private readonly List<ServiceProvider> _built = [];

    private static HttpRequestMessage Get => new(HttpMethod.Get, "http://catalog/");

    public async ValueTask DisposeAsync()
    {
        foreach (var services in _built) await services.DisposeAsync();
    }

    [Fact]
    public async Task Required_IsAllThatTheRequestGets()
    {
        var stub = new StubHandler();
        var client = Client(stub);

        for (var i = 0; i < 10; i++) await SendAsync(client, request => request.RequireMetadata("version", "v2"));

        Assert.Equal(["10.0.0.3", "10.0.0.4"], HostsOf(stub));
    }

    [Fact]
    public async Task SeveralKeys_AreAskedForTogether()
    {
        var stub = new StubHandler();
        var client = Client(stub);

        for (var i = 0; i < 10; i++)
        {
            await SendAsync(client, request =>
            {
                request.RequireMetadata("version", "v2");
                request.RequireMetadata("stage", "canary");
                request.RequireMetadata("version", "v2");
                Assert.Equal("stage=canary, version=v2", $"{request.GetMetadataConstraint()}");
            });
        }

        Assert.Equal(["10.0.0.4"], HostsOf(stub));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RequiredButNotThere_IsATypedErrorThatIsNotRetried(bool synchronously)
    {
        var stub = new StubHandler();
        var asked = 0;
        var client = Client(stub, o => o.UseMetadataConstraint(_ =>
        {
            asked++;
            return MetadataConstraint.Require("version", "v3");
        }));
        using var request = Get;

        var error = synchronously
            ? Assert.Throws<NoEndpointHttpException>(() => client.Send(request))
            : await Assert.ThrowsAsync<NoEndpointHttpException>(() => client.SendAsync(request));

        Assert.Equal((NoEndpointReason.NoneMatches, "catalog"), (error.Reason, error.ClientName));
        Assert.Equal((1, 0), (asked, stub.Uris.Count));
    }

    [Fact]
    public async Task PreferredButNotThere_GetsWhatOthersGet()
    {
        var stub = new StubHandler();
        var client = Client(stub, o => o.Topology.DefaultMetadata = new() { ["version"] = "v1" });

        for (var i = 0; i < 10; i++) await SendAsync(client, request => request.PreferMetadata("version", "v3"));

        Assert.Equal(["10.0.0.1", "10.0.0.2"], HostsOf(stub));
    }

    [Fact]
    public async Task PreferredButDrained_GetsWhatOthersGet()
    {
        var stub = new StubHandler();
        var client = Client(stub, o => o.Topology.DefaultMetadata = new() { ["version"] = "v1" });
        var cluster = _built[^1].GetRequiredKeyedService<Cluster>("catalog");
        await Task.WhenAll(cluster.Drain("http://10.0.0.3"), cluster.Drain("http://10.0.0.4"));

        for (var i = 0; i < 10; i++) await SendAsync(client, request => request.PreferMetadata("version", "v2"));
        var error = await Assert.ThrowsAsync<NoEndpointHttpException>(() => SendAsync(client, request => request.RequireMetadata("version", "v2")));

        Assert.Equal(["10.0.0.1", "10.0.0.2"], HostsOf(stub));
        Assert.Equal(NoEndpointReason.AllDraining, error.Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task KeysThatNobodyDeclared_AreTheCallersMistake(bool required)
    {
        var client = Client(new StubHandler());

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => SendAsync(client, request =>
        {
            if (required) request.RequireMetadata("stage", "canary");
            else request.PreferMetadata("stage", "canary");
        }));

        Assert.Contains("MetadataKeys do not have 'stage'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retries_StayAmongThoseAskedFor()
    {
        // Asked to wait for long, a request is only sent again while there is an endpoint it has not tried: of two, that is once.
        var stub = new StubHandler(_ =>
        {
            var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
            response.Headers.TryAddWithoutValidation("Retry-After", "100");
            return response;
        });
        var client = Client(stub, o => (o.Health.MaxRetryAfter, o.Resilience.Retry.MaxRetries) = (TimeSpan.Zero, 3));

        using var request = Get;
        request.RequireMetadata("version", "v2");
        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(["10.0.0.3", "10.0.0.4"], stub.Uris.Select(uri => uri.Host).Order());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hedges_StayAmongThoseAskedFor(bool byFunction)
    {
        var first = 0;
        var stub = new StubHandler(async (_, token) =>
        {
            if (Interlocked.Increment(ref first) == 1) await SickRig.Never.WaitAsync(token);
            return new HttpResponseMessage();
        });
        var client = Client(stub, o =>
        {
            o.Resilience.Hedging = new HedgingOptions { Enabled = true, Delay = TimeSpan.FromMilliseconds(1), Budget = { MinPerSecond = 100 } };
            if (byFunction) o.UseMetadataConstraint(_ => MetadataConstraint.Require("version", "v2"));
        });

        await SendAsync(client, request =>
        {
            if (!byFunction) request.RequireMetadata("version", "v2");
        });

        Assert.Equal(["10.0.0.3", "10.0.0.4"], HostsOf(stub));
    }

    [Fact]
    public void WhetherAnyIsUntried_IsAskedOfThoseAskedFor()
    {
        Client(new StubHandler());
        var cluster = _built[^1].GetRequiredKeyedService<Cluster>("catalog");
        using var handler = new BalancingHandler(cluster);
        using var request = Get;
        request.RequireMetadata("version", "v2");
        var tried = new TriedEndpoints();

        Begin();
        Assert.True(handler.HasUntried(request, tried));
        Begin();
        Assert.False(handler.HasUntried(request, tried));
        Assert.True(cluster.HasUntried(tried));

        // Nobody has it any more when the request has failed: there is none, and the failure stays what it was.
        request.SetMetadataConstraint(MetadataConstraint.Require("version", "v3"));
        Assert.False(handler.HasUntried(request, tried));

        void Begin() => cluster.Begin(default, tried, request.GetMetadataConstraint()).Complete(OutcomeKind.Success);
    }

    [Fact]
    public async Task Redirects_AskForTheSame()
    {
        await using var old = await TestServer.StartAsync(Answer);
        await using var current = await TestServer.StartAsync(Answer);
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", o =>
        {
            o.AddEndpoint(old.Address).AddEndpoint(current.Address);
            o.Endpoints[1].Metadata["version"] = "v2";
            o.Topology.MetadataKeys = ["version"];
        }));
        var client = services.Client("catalog");

        for (var i = 0; i < 5; i++) await SendAsync(client, request => request.RequireMetadata("version", "v2"));

        Assert.Equal((0, 10), (old.Requests, current.Requests));

        static Task Answer(HttpContext context)
        {
            if (context.Request.Path == "/") context.Response.Redirect("/landed");
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task AFunction_SaysWhatRequestsAskFor_UnlessTheyWereTold()
    {
        var stub = new StubHandler();
        var client = Client(stub, o => o.UseMetadataConstraint(request => request.Headers.Contains("X-Canary") ? MetadataConstraint.Prefer("version", "v2") : null));

        for (var i = 0; i < 10; i++) await SendAsync(client, request => request.Headers.Add("X-Canary", "1"));
        Assert.Equal(["10.0.0.3", "10.0.0.4"], HostsOf(stub));

        stub.Uris.Clear();
        for (var i = 0; i < 10; i++)
        {
            await SendAsync(client, request =>
            {
                request.Headers.Add("X-Canary", "1");
                request.RequireMetadata("version", "v1");
            });
        }

        Assert.Equal(["10.0.0.1", "10.0.0.2"], HostsOf(stub));
    }

    [Fact]
    public void OneConstraint_IsAllRequiredOrAllPreferred()
    {
        using var request = Get;
        request.PreferMetadata("version", "v2");

        var error = Assert.Throws<InvalidOperationException>(() => request.RequireMetadata("stage", "canary"));

        Assert.Equal("The request prefers version=v2 and cannot require 'stage' as well: a constraint is all required, or all preferred.", error.Message);
        Assert.Throws<InvalidOperationException>(() => request.RequireMetadata("version", "v2"));
    }

    [Fact]
    public void AnotherValueOfAKey_IsAContradiction()
    {
        using var request = Get;
        request.RequireMetadata("version", "v2");

        Assert.Throws<ArgumentException>(() => request.RequireMetadata("version", "v3"));
        Assert.Equal("version=v2", $"{request.GetMetadataConstraint()}");
    }

    [Fact]
    public void Constraint_CanBeGivenAndTakenAway()
    {
        var constraint = MetadataConstraint.Require("version", "v2");
        using var request = Get;
        Assert.Null(request.GetMetadataConstraint());

        request.SetMetadataConstraint(constraint);
        Assert.Same(constraint, request.GetMetadataConstraint());
        Assert.Same(constraint, RequestCopy.Of(request).GetMetadataConstraint());

        request.SetMetadataConstraint(null);
        Assert.Null(request.GetMetadataConstraint());
    }

    private static async Task SendAsync(HttpClient client, Action<HttpRequestMessage> prepare)
    {
        using var request = Get;
        prepare(request);
        (await client.SendAsync(request)).Dispose();
    }

    private static IEnumerable<string> HostsOf(StubHandler stub) => stub.Uris.Select(uri => uri.Host).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private HttpClient Client(HttpMessageHandler primary, Action<BalancedHttpClientOptions>? configure = null)
    {
        _built.Add(Services.Build(s => s
            .AddBalancedHttpClient("catalog", o =>
            {
                o.Strategy = BalancingStrategies.RoundRobin;
                for (var i = 1; i <= 4; i++) o.Endpoints.Add(new BalancedEndpointOptions { Address = $"http://10.0.0.{i}", Metadata = { ["version"] = i <= 2 ? "v1" : "v2" } });
                o.Endpoints[3].Metadata["stage"] = "canary";
                o.Topology.MetadataKeys = ["version", "stage,version"];
                configure?.Invoke(o);
            })
            .ConfigurePrimaryHttpMessageHandler(() => primary)));
        return _built[^1].Client("catalog");
    }
}
