namespace Balancing.Tests;

/// <summary>What users compile against changes on purpose or not at all.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_IsTheApprovedOne() =>
        Assert.Null(ApprovedApi.Difference(typeof(Cluster).Assembly, "tests/Balancing.Tests/PublicApi.Balancing.approved.txt"));

    [Fact]
    public void Algorithms_AreInternal() =>
        Assert.DoesNotContain(typeof(Cluster).Assembly.GetExportedTypes(), type => type.Namespace is "Balancing.Algorithms" or "Balancing.Internal" or "Balancing.Planning");
}
