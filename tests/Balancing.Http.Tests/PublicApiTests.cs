namespace Balancing.Http.Tests;

/// <summary>What users compile against changes on purpose or not at all.</summary>
public class PublicApiTests
{
    [Fact]
    public void PublicApi_IsTheApprovedOne() =>
        Assert.Null(ApprovedApi.Difference(typeof(BalancingHandler).Assembly, "tests/Balancing.Http.Tests/PublicApi.Balancing.Http.approved.txt"));
}
