using Balancing.Resolution;

namespace Balancing.Tests.Resolution;

public sealed class EndpointTableTests
{
    private readonly EndpointTable _table = new();

    [Fact]
    public void Reconcile_KeepsTheEndpointOfAKnownAddress_InWhateverSpellingAndPlace()
    {
        var before = _table.Reconcile([new("http://a:80"), new("http://b/")], default).All;
        var changes = _table.Reconcile([new("http://B"), new("http://c"), new("HTTP://A/")], default);

        Assert.Same(before[0], changes.All[2]);
        Assert.Same(before[1], changes.All[0]);
        Assert.Same(changes.All[1], Assert.Single(changes.Added));
        Assert.Empty(changes.Removed);
    }

    [Fact]
    public void Reconcile_TellsWhatCameAndWhatWent()
    {
        var before = _table.Reconcile([new("http://a"), new("http://b")], default);
        Assert.Equal(before.All, before.Added);

        var changes = _table.Reconcile([new("http://b"), new("http://c")], default);

        Assert.Equal("http://c", Assert.Single(changes.Added).ToString());
        Assert.Same(before.All[0], Assert.Single(changes.Removed));
        Assert.False(changes.IsEmpty);
    }

    [Fact]
    public void Reconcile_WithTheSameList_ChangesNothing()
    {
        _table.Reconcile(EndpointSets.Descriptions([1, 2]), default);
        Assert.True(_table.Reconcile(EndpointSets.Descriptions([1, 2]), default).IsEmpty);
    }

    [Fact]
    public void AChangedWeight_KeepsTheObject_AndIsAChange()
    {
        var endpoint = _table.Reconcile(EndpointSets.Descriptions([1]), default).All[0];
        var changes = _table.Reconcile(EndpointSets.Descriptions([7]), default);

        Assert.Same(endpoint, changes.All[0]);
        Assert.Equal(7, endpoint.Weight);
        Assert.True(changes.Redescribed);
        Assert.False(changes.IsEmpty);
    }

    [Fact]
    public void OfAnAddressThatOccursTwice_TheFirstDescriptionCounts()
    {
        var changes = _table.Reconcile([new("http://a") { Weight = 3 }, new("http://A:80/") { Weight = 5 }], default);
        Assert.Equal(3, Assert.Single(changes.All).Weight);
        Assert.Single(changes.Added);
    }

    [Fact]
    public void AnEndpointThatComesBackSoon_IsTheSame_ButNotWhatIsNew()
    {
        var first = _table.Reconcile([new("http://a")], default).All[0];
        Assert.Same(first, Assert.Single(_table.Reconcile([new("http://b")], default).Removed));

        var changes = _table.Reconcile([new("http://a") { Weight = 3 }, new("http://c")], DepartedEndpoints.Grace - TimeSpan.FromTicks(1));
        Assert.Same(first, changes.All[0]);
        Assert.Equal(3, first.Weight);
        Assert.Equal(changes.All, changes.Added);
        Assert.Equal("http://c", Assert.Single(changes.New).ToString());
    }

    [Fact]
    public void AnEndpointThatComesBackLate_IsANewOne()
    {
        var first = _table.Reconcile([new("http://a")], default).All[0];
        _table.Reconcile([new("http://b")], default);
        Assert.NotSame(first, _table.Reconcile([new("http://a")], DepartedEndpoints.Grace).All[0]);
    }

    [Fact]
    public void TheTimeOfAnEndpointThatComesAndGoes_BeginsAnew()
    {
        var half = DepartedEndpoints.Grace / 2;
        var first = _table.Reconcile([new("http://a")], default).All[0];
        _table.Reconcile([new("http://b")], default);
        _table.Reconcile([new("http://a")], half);
        _table.Reconcile([new("http://b")], half);
        Assert.Same(first, _table.Reconcile([new("http://a")], half * 2.5).All[0]);
    }

    [Fact]
    public void ABrokenList_TakesNobodyOutOfMemory()
    {
        var first = _table.Reconcile([new("http://a")], default).All[0];
        _table.Reconcile([new("http://b")], default);
        Assert.Throws<NullReferenceException>(() => _table.Reconcile([new("http://a"), null!], default));
        Assert.Same(first, _table.Reconcile([new("http://a")], default).All[0]);
    }

    [Fact]
    public void HoweverManyLeave_AThousandAreRemembered_OrAsManyAsThereAre()
    {
        var departed = new DepartedEndpoints();
        for (var i = 0; i < 5_000; i++)
        {
            departed.Add(new Endpoint($"http://h{i}"), default);
            departed.Forget(listed: 10, default);
        }

        Assert.Equal(1_000, departed.Count);
        Assert.NotNull(departed.Find(new Uri("http://h4999")));
        Assert.Null(departed.Find(new Uri("http://h3999")));

        for (var i = 0; i < 5_000; i++) departed.Add(new Endpoint($"http://g{i}"), default);
        departed.Forget(listed: 3_000, default);
        Assert.Equal(3_000, departed.Count);
        departed.Forget(listed: 3_000, DepartedEndpoints.Grace);
        Assert.Equal(0, departed.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void ALongList_ThatIsShortForAMoment_ComesBackAsItWas(int left)
    {
        var first = _table.Reconcile(EndpointSets.Descriptions(3_000), default).All;
        _table.Reconcile([.. EndpointSets.Descriptions(3_000).Take(left)], default);
        var back = _table.Reconcile(EndpointSets.Descriptions(3_000), TimeSpan.FromSeconds(1));
        Assert.Equal(first, back.All);
        Assert.Empty(back.New);
    }
}
