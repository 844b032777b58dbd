using Balancing.Resolution;

namespace Balancing.Tests.Resolution;

public sealed class EndpointTableTests
{
    private readonly EndpointTable _table = new();

    [Fact]
    public void Reconcile_KeepsTheEndpointOfAKnownAddress_InWhateverSpellingAndPlace()
    {
        var before = _table.Reconcile([new("http://a:80"), new("http://b/")]).All;
        var changes = _table.Reconcile([new("http://B"), new("http://c"), new("HTTP://A/")]);

        Assert.Same(before[0], changes.All[2]);
        Assert.Same(before[1], changes.All[0]);
        Assert.Same(changes.All[1], Assert.Single(changes.Added));
        Assert.Empty(changes.Removed);
    }

    [Fact]
    public void Reconcile_TellsWhatCameAndWhatWent()
    {
        var before = _table.Reconcile([new("http://a"), new("http://b")]);
        Assert.Equal(before.All, before.Added);

        var changes = _table.Reconcile([new("http://b"), new("http://c")]);

        Assert.Equal("http://c", Assert.Single(changes.Added).ToString());
        Assert.Same(before.All[0], Assert.Single(changes.Removed));
        Assert.False(changes.IsEmpty);
    }

    [Fact]
    public void Reconcile_WithTheSameList_ChangesNothing()
    {
        _table.Reconcile(EndpointSets.Descriptions([1, 2]));
        Assert.True(_table.Reconcile(EndpointSets.Descriptions([1, 2])).IsEmpty);
    }

    [Fact]
    public void AChangedWeight_KeepsTheObject_AndIsAChange()
    {
        var endpoint = _table.Reconcile(EndpointSets.Descriptions([1])).All[0];
        var changes = _table.Reconcile(EndpointSets.Descriptions([7]));

        Assert.Same(endpoint, changes.All[0]);
        Assert.Equal(7, endpoint.Weight);
        Assert.True(changes.Redescribed);
        Assert.False(changes.IsEmpty);
    }

    [Fact]
    public void OfAnAddressThatOccursTwice_TheFirstDescriptionCounts()
    {
        var changes = _table.Reconcile([new("http://a") { Weight = 3 }, new("http://A:80/") { Weight = 5 }]);
        Assert.Equal(3, Assert.Single(changes.All).Weight);
        Assert.Single(changes.Added);
    }

    [Fact]
    public void AnEndpointThatComesBack_IsANewOne()
    {
        var first = _table.Reconcile([new("http://a")]).All[0];
        _table.Reconcile([new("http://b")]);
        Assert.NotSame(first, _table.Reconcile([new("http://a")]).All[0]);
    }
}
