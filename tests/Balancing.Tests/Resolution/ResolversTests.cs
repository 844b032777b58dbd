using System.Net;
using Balancing.Resolution;

namespace Balancing.Tests.Resolution;

public sealed class ResolversTests
{
    private readonly Heard _listener = new();

    [Fact]
    public void Merge_IsAllThereIs_TheFirstDescriptionOfAnAddressCounts()
    {
        var first = new PushResolver(new EndpointDescription("http://a") { Weight = 2 }, new EndpointDescription("http://b"));
        var second = new PushResolver(new EndpointDescription("http://a") { Weight = 7 }, new EndpointDescription("http://c"));
        using var subscription = Resolvers.Merge(first, second).Subscribe(_listener);
        Assert.Equal("a:2 b:1 c:1", Weights());

        second.Update("http://d");
        Assert.Equal("a:2 b:1 d:1", Weights());

        first.Update("http://b");
        Assert.Equal("b:1 d:1", Weights());
    }

    [Fact]
    public void Prioritize_PutsEachListBehindTheOneBefore()
    {
        var srv = new PushResolver(new EndpointDescription("http://a") { Priority = 10 }, new EndpointDescription("http://b") { Priority = 20 });
        var backups = new PushResolver(new EndpointDescription("http://c"), new EndpointDescription("http://a"), new EndpointDescription("http://d") { Priority = int.MaxValue });
        using var subscription = Resolvers.Prioritize(srv, backups).Subscribe(_listener);

        Assert.Equal(["http://a", "http://b", "http://c", "http://d"], Newest().OrderBy(e => e.Priority).Select(e => e.Address.OriginalString.TrimEnd('/')).ToArray());
        Assert.Equal(4, Newest().Select(e => e.Priority).Distinct().Count());
    }

    [Fact]
    public void NobodyGoesFirst_BecauseTheOthersAreSlow()
    {
        var slow = new PushResolver();
        var backups = new PushResolver("http://b");
        using var subscription = Resolvers.Prioritize(slow, backups).Subscribe(_listener);
        Assert.Empty(_listener.Lists);

        slow.Update("http://a");
        Assert.Equal(["http://a/", "http://b/"], Single(_listener.Lists).OrderBy(e => e.Priority).Select(e => $"{e.Address}").ToArray());
    }

    [Fact]
    public void OneThatFails_IsReported_AndTheOthersAreUsed()
    {
        var broken = new PushResolver();
        using var subscription = Resolvers.Prioritize(broken, new PushResolver("http://b")).Subscribe(_listener);

        broken.Fail(new IOException("down"));

        Assert.IsType<IOException>(Single(_listener.Errors));
        Assert.Equal("b:1", Weights());
    }

    [Fact]
    public void AfterDisposal_NothingIsReported()
    {
        var source = new PushResolver("http://a");
        Resolvers.Merge(source, new PushResolver("http://b")).Subscribe(_listener).Dispose();
        source.Update("http://c");
        Assert.Single(_listener.Lists);
    }

    [Fact]
    public void AFilter_LetsThroughWhatIsAllowed()
    {
        using var subscription = new PushResolver("http://a", "http://b").Where(endpoint => endpoint.Address.Host == "b").Subscribe(_listener);
        Assert.Equal("b:1", Weights());
    }

    [Theory]
    [InlineData("http://10.1.2.3:80", true)]
    [InlineData("http://[fd00::7]:80", true)]
    [InlineData("http://[::ffff:10.1.2.3]:80", true)]
    [InlineData("http://11.1.2.3", false)]
    [InlineData("http://169.254.169.254", false)]
    [InlineData("http://[fe80::1]", false)]
    [InlineData("http://metadata.internal", false)]
    [InlineData("http://0x0a010203", true)]
    public void ANetwork_IsWhereEndpointsMustBe(string address, bool allowed)
    {
        var resolver = new PushResolver(address, "http://10.0.0.1:1").OnlyIn(IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("fd00::/8"));
        using var subscription = resolver.Subscribe(_listener);
        Assert.Equal(allowed ? 2 : 1, Newest().Count);
    }

    [Fact]
    public void AListOfWhichNothingIsLeft_IsAFailure_SoThatWhatWasKnownStays()
    {
        using var subscription = new PushResolver("http://11.0.0.1").OnlyIn(IPNetwork.Parse("10.0.0.0/8")).Subscribe(_listener);
        Assert.Empty(_listener.Lists);
        Assert.Contains("11.0.0.1", Single(_listener.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFilterThatThrows_IsAFailure()
    {
        using var subscription = new PushResolver("http://a").Where(_ => throw new InvalidOperationException("mine")).Subscribe(_listener);
        Assert.Equal("mine", Single(_listener.Errors).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AListThatIsNone_IsAFailure_AndSpoilsNoOther(bool isNull)
    {
        var odd = new OddResolver();
        var good = new PushResolver("http://b");
        using var subscription = Resolvers.Merge(odd, good).Subscribe(_listener);
        odd.Listener!.OnResolved([new("http://a")]);

        odd.Listener.OnResolved(isNull ? null! : [null!]);
        Assert.IsType<ArgumentException>(Single(_listener.Errors));
        good.Update("http://c");
        Assert.Equal("a:1 c:1", Weights());
    }

    [Fact]
    public void WhereAllListsAreEmpty_ThatIsReported()
    {
        using var subscription = Resolvers.Merge(new PushResolver(Array.Empty<string>()), new PushResolver(Array.Empty<string>())).Subscribe(_listener);
        Assert.Empty(Newest());
    }

    [Fact]
    public void ASubscriptionThatFailsHalfWay_LeavesNoneBehind()
    {
        var first = new DnsResolver("http://localhost");
        var combined = Resolvers.Merge(first, new OddResolver { Error = new InvalidOperationException("mine") });
        Assert.Throws<InvalidOperationException>(() => combined.Subscribe(_listener));
        Assert.Equal(0, first.Subscribers);
    }

    [Fact]
    public void NothingToCombine_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Resolvers.Merge());
        Assert.Throws<ArgumentException>(() => new PushResolver("http://a").OnlyIn());
    }

    private static T Single<T>(IEnumerable<T> all) => Assert.Single(all);

    private IReadOnlyList<EndpointDescription> Newest() => _listener.Lists[^1];

    private string Weights() => string.Join(' ', Newest().Select(e => $"{e.Address.Host}:{e.Weight}"));

    private sealed class OddResolver : IEndpointResolver
    {
        public IEndpointListener? Listener { get; private set; }

        public Exception? Error { get; init; }

        public IDisposable Subscribe(IEndpointListener listener)
        {
            if (Error is not null) throw Error;
            Listener = listener;
            return new CancellationTokenSource();
        }
    }

    private sealed class Heard : IEndpointListener
    {
        public List<IReadOnlyList<EndpointDescription>> Lists { get; } = [];

        public List<Exception> Errors { get; } = [];

        public void OnResolved(IReadOnlyList<EndpointDescription> endpoints) => Lists.Add(endpoints);

        public void OnFailed(Exception error) => Errors.Add(error);
    }
}
