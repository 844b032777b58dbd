using Balancing.Http.Tests.Support;
using Balancing.Resolution;

namespace Balancing.Http.Tests.Discovery;

/// <summary>Lists that a client can do nothing with.</summary>
public sealed class OddListTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnAddressOfAnotherScheme_IsTheResolversFailure_AndWhatIsKnownStays(bool amongOthers)
    {
        await using var server = await TestServer.StartAsync(_ => Task.CompletedTask);
        var resolver = new PushResolver(server.Address);
        await using var client = new DiscoveredClient(resolver);

        resolver.Update(amongOthers ? ["ftp://10.0.0.1", server.Address] : ["ftp://10.0.0.1"]);

        Assert.Equal(1, client.ResolverFailures);
        for (var i = 0; i < 3; i++) (await client.Http.GetAsync("/")).Dispose();
    }

    [Fact]
    public async Task WhereNothingElseIsKnown_TheCallerIsToldTheAddress()
    {
        await using var client = new DiscoveredClient(new PushResolver("ftp://10.0.0.1"), options => options.FirstResolutionTimeout = TimeSpan.Zero);

        var error = await Assert.ThrowsAsync<NoEndpointHttpException>(() => client.Http.GetAsync("/"));

        Assert.Contains("'ftp://10.0.0.1/' is not an http or https address.", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhereAllHaveWeight0_TheCallerIsToldSo()
    {
        await using var client = new DiscoveredClient(new PushResolver(new EndpointDescription("http://10.0.0.1") { Weight = 0 }, new EndpointDescription("http://10.0.0.2") { Weight = 0 }));

        var error = await Assert.ThrowsAsync<NoEndpointHttpException>(() => client.Http.GetAsync("/"));

        Assert.Contains("all of them are drained or have weight 0", error.Message, StringComparison.Ordinal);
    }
}
