using System.Net;
using Balancing.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.Http.Tests.Health;

public class ClassifierTests
{
    [Fact]
    public async Task OneOfYourOwn_DecidesForHeadersAndErrors()
    {
        var recorder = new RecordingLoadBalancer();
        var answers = new Queue<Func<HttpResponseMessage>>([() => new(HttpStatusCode.NotFound), () => new(HttpStatusCode.InternalServerError), () => throw new HttpRequestException("no")]);
        await using var services = Services.Build(s => s
            .AddBalancedHttpClient("catalog", o =>
            {
                o.AddEndpoint("http://10.0.0.1").UseLoadBalancer(recorder).UseOutcomeClassifier(new Picky());
                o.Resilience = ResilienceOptions.None();
            })
            .ConfigurePrimaryHttpMessageHandler(() => new StubHandler(_ => answers.Dequeue()())));
        using var client = services.Client("catalog");

        (await client.GetAsync("/")).Dispose();
        (await client.GetAsync("/")).Dispose();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/"));

        Assert.Equal([OutcomeKind.ServerError, OutcomeKind.Success, OutcomeKind.Cancelled], recorder.Outcomes.Select(o => o.Kind));
    }

    [Theory]
    [InlineData(404, OutcomeKind.ServerError)]
    [InlineData(502, OutcomeKind.GatewayError)]
    [InlineData(503, OutcomeKind.Success)]
    [InlineData(500, OutcomeKind.Success)]
    [InlineData(429, OutcomeKind.Throttled)]
    [InlineData(200, OutcomeKind.Success)]
    public async Task FailureStatuses_AreThoseThatAreGiven(int status, OutcomeKind expected)
    {
        var recorder = new RecordingLoadBalancer();
        var configuration = Services.Configuration(
            ("Catalog:Endpoints", "http://10.0.0.1"), ("Catalog:FailureStatuses:0", "404"), ("Catalog:FailureStatuses:1", "502"), ("Catalog:FailureStatuses:2", "429"));
        await using var services = Services.Build(s =>
        {
            s.AddBalancedHttpClient("catalog", configuration.GetSection("Catalog"))
                .ConfigurePrimaryHttpMessageHandler(() => new StubHandler(_ => new HttpResponseMessage((HttpStatusCode)status)));
            s.Configure<BalancedHttpClientOptions>("catalog", o =>
            {
                o.UseLoadBalancer(recorder);
                o.Resilience = ResilienceOptions.None();
            });
        });

        (await services.Client("catalog").GetAsync("/")).Dispose();

        Assert.Equal(expected, Assert.Single(recorder.Outcomes).Kind);
    }

    [Fact]
    public void FailureStatuses_OutsideTheRangeAreRefused() =>
        Assert.Equal(399, Assert.Throws<ArgumentOutOfRangeException>(() => new OutcomeClassifier([500, 399])).ActualValue);

    [Fact]
    public void NoFailureStatuses_AreAllOf5xx()
    {
        using var response = new HttpResponseMessage(HttpStatusCode.InternalServerError);
        Assert.Equal(OutcomeKind.ServerError, new OutcomeClassifier([]).Classify(response));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OneThatThrows_LeavesNoRequestInFlight(bool answered)
    {
        var stub = new StubHandler(_ => answered ? new HttpResponseMessage() : throw new HttpRequestException("no"));
        var recorder = new RecordingLoadBalancer();
        var cluster = TestClusters.Of(recorder, "http://10.0.0.1");
        using var client = new HttpClient(new BalancingHandler(cluster, stub, classifier: new Broken())) { BaseAddress = new Uri("http://catalog/") };

        await Assert.ThrowsAsync<NotSupportedException>(() => client.GetAsync("/"));

        Assert.Equal(0, cluster.InFlight());
        Assert.Equal(OutcomeKind.Cancelled, Assert.Single(recorder.Outcomes).Kind);
    }

    [Fact]
    public async Task OneThatThrowsOverABrokenBody_LeavesNoRequestInFlight()
    {
        var stub = new StubHandler(_ => new HttpResponseMessage { Content = new StreamContent(new BreakingStream()) });
        var cluster = TestClusters.Of("http://10.0.0.1");
        using var client = new HttpClient(new BalancingHandler(cluster, stub, classifier: new BrokenForErrors())) { BaseAddress = new Uri("http://catalog/") };
        using var response = await client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
        var body = await response.Content.ReadAsStreamAsync();

        await Assert.ThrowsAsync<NotSupportedException>(() => body.CopyToAsync(Stream.Null));

        Assert.Equal(0, cluster.InFlight());
    }

    private sealed class Picky : OutcomeClassifier
    {
        public override OutcomeKind Classify(HttpResponseMessage response) =>
            response.StatusCode == HttpStatusCode.NotFound ? OutcomeKind.ServerError : OutcomeKind.Success;

        public override OutcomeKind Classify(Exception error, CancellationToken cancellationToken) => OutcomeKind.Cancelled;
    }

    private class BrokenForErrors : OutcomeClassifier
    {
        public override OutcomeKind Classify(Exception error, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class Broken : BrokenForErrors
    {
        public override OutcomeKind Classify(HttpResponseMessage response) => throw new NotSupportedException();
    }

    private sealed class BreakingStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("broken");
    }
}
