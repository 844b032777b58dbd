namespace Balancing.Tests;

/// <summary>What users compile against changes on purpose or not at all.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_IsTheApprovedOne()
    {
        const string Approved = "tests/Balancing.Tests/PublicApi.Balancing.approved.txt";
        var actual = PublicApi.Of(typeof(Cluster).Assembly);
        var approved = File.Exists(Path.Combine(Repository.Root, Approved)) ? Repository.Read(Approved).ReplaceLineEndings("\n") : "";
        if (string.Equals(approved, actual, StringComparison.Ordinal)) return;

        var received = Path.Combine(AppContext.BaseDirectory, "PublicApi.Balancing.received.txt");
        File.WriteAllText(received, actual);
        Assert.Fail($"The public API of Balancing has changed. Compare {received} with {Approved}; if the change is meant, copy the first over the second.");
    }

    [Fact]
    public void Algorithms_AreInternal() =>
        Assert.DoesNotContain(typeof(Cluster).Assembly.GetExportedTypes(), type => type.Namespace is "Balancing.Algorithms" or "Balancing.Internal" or "Balancing.Planning");
}
