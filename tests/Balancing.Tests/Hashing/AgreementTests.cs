using System.Diagnostics;

namespace Balancing.Tests.Hashing;

/// <summary>Another process, with another seed for all that is random, chooses the same.</summary>
public sealed class AgreementTests
{
    [Fact]
    public async Task TwoProcesses_AgreeOnAHundredThousandKeys_UnderEveryStrategy()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Balancing.TestBackend.dll"), "choices"]) { UseShellExecute = false, RedirectStandardOutput = true };
        using var other = Process.Start(start)!;
        var theirs = await other.StandardOutput.ReadToEndAsync();
        await other.WaitForExitAsync();
        Assert.Equal(0, other.ExitCode);
        Assert.Equal(ChoiceDigest.OfAllStrategies().Split('\n'), theirs.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void ADigest_ShowsOneKeyThatGoesElsewhere()
    {
        var digests = ChoiceDigest.OfAllStrategies().Split('\n');
        Assert.Equal(8, digests.Length);
        Assert.Equal(8, digests.Distinct().Count());
        Assert.NotEqual(ChoiceDigest.Of(LoadBalancer.Rendezvous(), EndpointSets.Equal(20), 1_000), ChoiceDigest.Of(LoadBalancer.Rendezvous(), EndpointSets.Equal(21), 1_000));
    }
}
