namespace Balancing.Tests.Hashing;

public sealed class DisruptionPlotTests
{
    private const string Path = "docs/images/disruption.svg";

    [Fact]
    public void ThePictureInTheDocumentation_ShowsWhatIsMeasured()
    {
        var drawn = DisruptionPlot.Draw();
        if (File.Exists(System.IO.Path.Combine(Repository.Root, Path)) && Repository.Read(Path).ReplaceLineEndings("\n") == drawn) return;

        var received = System.IO.Path.Combine(AppContext.BaseDirectory, "disruption.received.svg");
        File.WriteAllText(received, drawn);
        Assert.Fail($"Keys move otherwise than {Path} shows. Compare {received} with it; if the change is meant, copy the first over the second.");
    }
}
