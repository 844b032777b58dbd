using Balancing.Resolution;

namespace Balancing.Tests.Resolution;

public sealed class StaticResolverTests
{
    [Fact]
    public async Task Subscriber_HasTheListBeforeSubscribeReturns()
    {
        var listener = new RecordingListener();
        using var subscription = new StaticResolver("http://a", "http://b").Subscribe(listener);

        Assert.Equal(1, listener.Unread);
        var report = await listener.NextAsync();
        Assert.Equal([new Uri("http://a"), new Uri("http://b")], report.Endpoints!.Select(endpoint => endpoint.Address));
        Assert.All(report.Endpoints!, endpoint => Assert.Equal(1, endpoint.Weight));
    }

    [Fact]
    public void AnEmptyList_IsRefused() => Assert.Throws<ArgumentException>(() => new StaticResolver(Array.Empty<string>()));

    [Fact]
    public void OnlyWeightsOfZero_AreRefused() => Assert.Throws<ArgumentException>(() => new StaticResolver(EndpointSets.Descriptions([0, 0])));

    [Fact]
    public void AnAddressThatOccursTwice_IsRefusedByName_InWhateverSpelling()
    {
        var error = Assert.Throws<ArgumentException>(() => new StaticResolver("http://one", "http://Twice:80/", "http://twice"));
        Assert.Contains("http://twice", error.Message, StringComparison.Ordinal);
    }
}
