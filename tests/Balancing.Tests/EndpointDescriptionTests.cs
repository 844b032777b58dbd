namespace Balancing.Tests;

public sealed class EndpointDescriptionTests
{
    [Theory]
    [InlineData(-1, "-1")]
    [InlineData(-0.001, "-0.001")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "∞|Infinity")]
    [InlineData(double.NegativeInfinity, "-∞|-Infinity")]
    [InlineData(1_000_000.5, "1000000.5")]
    public void WeightOutOfRange_IsRefused_NamingAddressValueAndRange(double weight, string value)
    {
        Assert.False(EndpointDescription.IsValidWeight(weight));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new EndpointDescription("http://shop:8080") { Weight = weight });
        Assert.Contains("http://shop:8080", error.Message, StringComparison.Ordinal);
        Assert.Contains(value.Split('|'), spelling => error.Message.Contains(spelling, StringComparison.Ordinal));
        Assert.Contains("between 0 and 1,000,000", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.001)]
    [InlineData(1_000_000)]
    public void WeightInRange_IsAccepted(double weight)
    {
        Assert.True(EndpointDescription.IsValidWeight(weight));
        Assert.Equal(weight, new EndpointDescription("http://shop") { Weight = weight }.Weight);
    }

    [Fact]
    public void Priority_IsZeroOrMore_AndPartOfWhatADescriptionSays()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new EndpointDescription("http://shop") { Priority = -1 });
        Assert.Contains("The priority of 'http://shop/' must be 0 or more.", error.Message, StringComparison.Ordinal);
        Assert.NotEqual(new EndpointDescription("http://shop"), new EndpointDescription("http://shop") { Priority = 1 });
        Assert.Equal(new EndpointDescription("http://shop") { Priority = 1 }, new EndpointDescription("http://shop") { Priority = 1 });
    }

    [Fact]
    public void Defaults_AreAnOrdinaryEndpoint()
    {
        var description = new EndpointDescription("http://shop");
        Assert.Equal(1, description.Weight);
        Assert.Equal(0, description.Priority);
        Assert.Null(description.Zone);
        Assert.Null(description.HostName);
        Assert.Empty(description.Metadata);
    }

    [Fact]
    public void Endpoint_ShowsWhatItsDescriptionSays()
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["version"] = "2" };
        var endpoint = new Endpoint(new EndpointDescription("http://shop") { Weight = 3, Zone = "b", HostName = "shop.example", Metadata = metadata });
        Assert.Equal((3.0, "b", "shop.example"), (endpoint.Weight, endpoint.Zone, endpoint.HostName));
        Assert.Same(metadata, endpoint.Metadata);
        Assert.Equal(0, endpoint.InFlight);
    }
}
