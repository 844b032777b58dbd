using System.Net;
using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Health;

/// <summary>gRPC answers 200 whatever happens, and says what happened in headers or trailers.</summary>
public class GrpcOutcomeTests
{
    public static TheoryData<int, OutcomeKind> Statuses => new()
    {
        { 0, OutcomeKind.Success }, // OK
        { 1, OutcomeKind.Success }, // CANCELLED
        { 2, OutcomeKind.ServerError }, // UNKNOWN
        { 3, OutcomeKind.Success }, // INVALID_ARGUMENT
        { 4, OutcomeKind.ServerError }, // DEADLINE_EXCEEDED
        { 5, OutcomeKind.Success }, // NOT_FOUND
        { 7, OutcomeKind.Success }, // PERMISSION_DENIED
        { 8, OutcomeKind.ServerError }, // RESOURCE_EXHAUSTED
        { 12, OutcomeKind.Success }, // UNIMPLEMENTED
        { 13, OutcomeKind.ServerError }, // INTERNAL
        { 14, OutcomeKind.GatewayError }, // UNAVAILABLE
        { 15, OutcomeKind.ServerError }, // DATA_LOSS
        { 99, OutcomeKind.Success },
    };

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task StatusInTheTrailers_Counts(int status, OutcomeKind expected) =>
        Assert.Equal(expected, await OutcomeOf(context => context.AnswerAsync(status, 1, 2, 3), read: true));

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task StatusInTheHeaders_CountsReadOrNot(int status, OutcomeKind expected)
    {
        Assert.Equal(expected, await OutcomeOf(context => context.AnswerAtOnceAsync(status), read: true));
        Assert.Equal(expected, await OutcomeOf(context => context.AnswerAtOnceAsync(status), read: false));
    }

    [Fact]
    public async Task ResponseDisposedBeforeItsEnd_IsASuccess()
    {
        var rest = new TaskCompletionSource();
        var outcome = await OutcomeOf(
            async context =>
            {
                await context.Response.Body.WriteAsync(new byte[10]);
                await context.Response.Body.FlushAsync();
                await rest.Task;
                await context.AnswerAsync(14);
            },
            read: false);
        rest.SetResult();

        Assert.Equal(OutcomeKind.Success, outcome);
    }

    [Fact]
    public async Task BodyThatBreaksOff_IsALocalOriginFailure()
    {
        var outcome = await OutcomeOf(
            async context =>
            {
                await context.Response.Body.WriteAsync(new byte[10]);
                await context.Response.Body.FlushAsync();
                context.Abort();
            },
            read: true);

        Assert.Equal(OutcomeKind.LocalOriginFailure, outcome);
    }

    [Fact]
    public async Task StatusesInTheTrailers_EjectTheirEndpoint()
    {
        await using var sick = await GrpcServers.StartAsync(context => context.AnswerAsync(14, 1));
        await using var well = await GrpcServers.StartAsync(context => context.AnswerAsync(0, 1));
        await using var rig = new SickRig([sick.Address, well.Address]);
        rig.Client.DefaultRequestVersion = HttpVersion.Version20;
        rig.Client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;

        // A gRPC call that fails is a good HTTP response: nothing fails here.
        Assert.Equal(0, await rig.SendAsync(100));

        Assert.Equal(HealthState.Ejected, rig.StateOf(sick.Address));
        Assert.Equal([5, 95], new[] { sick.Requests, well.Requests });
    }

    private static async Task<OutcomeKind> OutcomeOf(Microsoft.AspNetCore.Http.RequestDelegate answer, bool read)
    {
        await using var server = await GrpcServers.StartAsync(answer);
        var recorder = new RecordingLoadBalancer();
        var cluster = TestClusters.Of(recorder, server.Address);
        using var client = new HttpClient(BalancingHandlerChain.Create(cluster));
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://catalog/shop.Catalog/Get") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using (var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        {
            try
            {
                if (read) await response.Content.ReadAsByteArrayAsync();
            }
            catch (HttpRequestException)
            {
                // The outcome is what the test is about.
            }
        }

        Assert.Equal(0, cluster.InFlight());
        return Assert.Single(recorder.Outcomes).Kind;
    }
}
