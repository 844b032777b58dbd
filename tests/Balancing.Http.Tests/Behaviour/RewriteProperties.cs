using Balancing.Http.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Balancing.Http.Tests.Behaviour;

/// <summary>Whatever the path or the Location header, a request never leaves the endpoint it was meant for.</summary>
public class RewriteProperties
{
    /// <summary>Pieces that have fooled URI handling before, in any order and number.</summary>
    private static readonly Arbitrary<string> Text = Gen.Elements(
        "/", "//", "\\", "@", ":", "?", "#", "%2F", "%2f", "%5C", "%00", "%", "..", "/../", "/./", ";", "a", "evil.example", "http:", "http://evil.example", "//evil.example", ":80", "[::1]", " ", "ü", "\u0000", "\r\n", "&", "=", "é")
        .ListOf().Select(parts => string.Concat(parts)).ToArbitrary();

    private static readonly Endpoint[] Endpoints =
    [
        new("http://10.0.0.1:8080"), new("https://[2001:db8::1]/base"), new(new EndpointDescription("http://10.0.0.1/a/b") { HostName = "shop.example" }),
    ];

    [Fact]
    public void AnyPath_StaysAtTheEndpointAndBelowItsBasePath() => Prop.ForAll(Text, Gen.Elements(Endpoints).ToArbitrary(), (text, endpoint) =>
    {
        if (!Uri.TryCreate("http://catalog/" + text, UriKind.Absolute, out var logical) || logical.Host != "catalog") return true;
        var physical = EndpointUri.ToPhysical(logical, endpoint);
        return physical.Scheme == endpoint.Address.Scheme
            && physical.Authority == endpoint.Address.Authority
            && physical.UserInfo.Length == 0
            && physical.PathAndQuery == endpoint.Address.AbsolutePath.TrimEnd('/') + logical.PathAndQuery;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void AnyLocation_IsLeftAloneOrLeadsToTheLogicalNameOrStaysAtTheEndpoint() => Prop.ForAll(Text, Gen.Elements(Endpoints).ToArbitrary(), (text, endpoint) =>
    {
        var logical = new Uri("http://catalog/x?q=1");
        if (!Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var location)) return true;
        var seen = EndpointUri.ToLogical(location, logical, endpoint);
        if (ReferenceEquals(seen, location)) return true;
        var logicalAgain = seen.Authority == "catalog" && seen.Scheme == "http";
        var besideTheBasePath = seen.Authority == endpoint.Address.Authority && seen.Scheme == endpoint.Address.Scheme && endpoint.Address.AbsolutePath != "/";
        var elsewhereByTheSameScheme = !location.IsAbsoluteUri && seen.Authority != endpoint.Address.Authority && seen.Scheme == endpoint.Address.Scheme;
        return logicalAgain || besideTheBasePath || elsewhereByTheSameScheme;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void PathAndBack_IsTheSamePath() => Prop.ForAll(Text, Gen.Elements(Endpoints).ToArbitrary(), (text, endpoint) =>
    {
        if (!Uri.TryCreate("http://catalog/" + text, UriKind.Absolute, out var logical) || logical.Host != "catalog") return true;
        var back = EndpointUri.ToLogical(EndpointUri.ToPhysical(logical, endpoint), logical, endpoint);
        return back.PathAndQuery == logical.PathAndQuery && back.Authority == logical.Authority;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public async Task RawLocationHeaders_NeverBreakARequest()
    {
        string location = "";
        var stub = new StubHandler(_ =>
        {
            var response = new HttpResponseMessage(System.Net.HttpStatusCode.Created);
            response.Headers.TryAddWithoutValidation("Location", location);
            return response;
        });
        var cluster = TestClusters.Of("http://10.0.0.1:8080/base");
        using var invoker = new HttpMessageInvoker(new BalancingHandler(cluster, stub));
        var random = new Random(42);
        for (var i = 0; i < 20_000; i++)
        {
            location = new string([.. Enumerable.Range(0, random.Next(40)).Select(_ => (char)random.Next(random.Next(2) == 0 ? 128 : 0x3000))]);
            using var request = new HttpRequestMessage(HttpMethod.Post, "http://catalog/");
            (await invoker.SendAsync(request, default)).Dispose();
        }

        Assert.Equal(0, cluster.InFlight());
    }
}
