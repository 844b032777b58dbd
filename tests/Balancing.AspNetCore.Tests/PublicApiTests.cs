namespace Balancing.AspNetCore.Tests;

/// <summary>What users compile against changes on purpose or not at all.</summary>
public class PublicApiTests
{
    [Fact]
    public void PublicApi_IsTheApprovedOne() =>
        Assert.Null(ApprovedApi.Difference(typeof(BalancingAspNetCoreOptions).Assembly, "tests/Balancing.AspNetCore.Tests/PublicApi.Balancing.AspNetCore.approved.txt"));
}
