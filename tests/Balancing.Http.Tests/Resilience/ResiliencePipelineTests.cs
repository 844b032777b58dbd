using Balancing.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.Retry;

namespace Balancing.Http.Tests.Resilience;

/// <summary>The user's own Polly pipelines: one for each client and place, above or below balancing.</summary>
public class ResiliencePipelineTests
{
    [Theory]
    [InlineData("pipeline")]
    [InlineData("same message")]
    [InlineData("clone")]
    public async Task OuterRetry_PassesOverTheEndpointsTheRequestHasBeenAt(string how)
    {
        var primary = new StubHandler(request => request.RequestUri!.Host == "10.0.0.3" ? ResilienceRig.Ok() : throw ResilienceRig.Reset());
        await using var services = Services.Build(s =>
        {
            var client = s.AddBalancedHttpClient("catalog", o =>
            {
                for (var i = 1; i <= 3; i++) o.AddEndpoint($"http://10.0.0.{i}");
                o.UseLoadBalancer(new OrderedLoadBalancer());
                o.Resilience = ResilienceOptions.None();
            }).ConfigurePrimaryHttpMessageHandler(() => primary);
            if (how == "pipeline") client.AddResiliencePipeline((pipeline, _) => pipeline.AddRetry(Retry()));
            else client.AddHttpMessageHandler(() => new OuterRetry(clones: how == "clone"));
        });

        Assert.Equal("well", await services.Client("catalog").GetStringAsync("/"));

        Assert.Equal(["10.0.0.1", "10.0.0.2", "10.0.0.3"], primary.Uris.Select(uri => uri.Host));
    }

    [Fact]
    public async Task Pipeline_IsOneForEachClientAndOutlivesItsHandlers()
    {
        var made = new List<string?>();
        await using var services = Services.Build(s =>
        {
            s.ConfigureHttpClientDefaults(b => b
                .AddLoadBalancing(o => o.AddEndpoint("http://10.0.0.1"))
                .AddResiliencePipeline((pipeline, _) => made.Add(pipeline.Name))
                .ConfigurePrimaryHttpMessageHandler(() => new StubHandler()));
            s.AddHttpClient("a");
            s.AddHttpClient("b");
        });
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await services.Client("a").GetStringAsync("http://catalog/");
            await services.Client("b").GetStringAsync("http://catalog/");
            Rotation.Expire(services);
        }

        Assert.Equal(["a", "b"], made);
    }

    [Fact]
    public async Task SameStrategiesAtTwoPlaces_AreTwoPipelines()
    {
        var made = 0;
        void Configure(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, IServiceProvider services) => made++;
        Action<ResiliencePipelineBuilder<HttpResponseMessage>, IServiceProvider> configure = Configure;
        await using var provider = Services.Build(s => s
            .AddBalancedHttpClient("catalog", o => o.AddEndpoint("http://10.0.0.1"))
            .AddResiliencePipeline(configure)
            .AddAttemptResiliencePipeline(configure)
            .ConfigurePrimaryHttpMessageHandler(() => new StubHandler()));

        await provider.Client("catalog").GetStringAsync("/");

        Assert.Equal(2, made);
    }

    [Fact]
    public async Task Predicates_AreToldTheRequest()
    {
        var seen = new List<Uri?>();
        await using var services = Services.Build(s => s
            .AddBalancedHttpClient("catalog", o => o.AddEndpoint("http://10.0.0.1"))
            .AddResiliencePipeline((pipeline, _) => pipeline.AddRetry(Watching()))
            .AddAttemptResiliencePipeline((pipeline, _) => pipeline.AddRetry(Watching()))
            .ConfigurePrimaryHttpMessageHandler(() => new StubHandler()));

        await services.Client("catalog").GetStringAsync("/x");

        Assert.Equal(["http://10.0.0.1/x", "http://catalog/x"], seen.Select(uri => uri!.ToString()));

        RetryStrategyOptions<HttpResponseMessage> Watching() => new()
        {
            ShouldHandle = args =>
            {
                seen.Add(ResiliencePipelineHandler.GetRequest(args.Context)!.RequestUri);
                return ValueTask.FromResult(false);
            },
        };
    }

    private static RetryStrategyOptions<HttpResponseMessage> Retry() => new()
    {
        MaxRetryAttempts = 2,
        Delay = TimeSpan.Zero,
        ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is HttpRequestException),
    };

    private sealed class OuterRetry(bool clones) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            while (true)
            {
                try
                {
                    return await base.SendAsync(request, cancellationToken);
                }
                catch (HttpRequestException)
                {
                    if (!clones) continue;
                    var clone = new HttpRequestMessage(request.Method, request.RequestUri);
                    foreach (var (key, value) in request.Options) ((IDictionary<string, object?>)clone.Options)[key] = value;
                    request = clone;
                }
            }
        }
    }
}
