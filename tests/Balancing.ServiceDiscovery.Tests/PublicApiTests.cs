namespace Balancing.ServiceDiscovery.Tests;

/// <summary>What users compile against changes on purpose or not at all.</summary>
public class PublicApiTests
{
    [Fact]
    public void PublicApi_IsTheApprovedOne() =>
        Assert.Null(ApprovedApi.Difference(typeof(ServiceDiscoveryResolver).Assembly, "tests/Balancing.ServiceDiscovery.Tests/PublicApi.Balancing.ServiceDiscovery.approved.txt"));
}
