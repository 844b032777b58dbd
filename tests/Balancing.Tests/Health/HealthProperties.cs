using Balancing.Tests.Health.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Balancing.Tests.Health;

/// <summary>Whatever happens in whatever order, ejection keeps its promises: see <see cref="HealthModel"/>.</summary>
public sealed class HealthProperties
{
    private static readonly Gen<(int What, int Which)> Step = Gen.Choose(0, 99).SelectMany(what => Gen.Choose(0, 200).Select(which => (what, which)));

    private static readonly Gen<(int Size, int Percent, int Seed, (int What, int Which)[] Steps)> Stories =
        from size in Gen.Elements(1, 2, 3, 5, 9, 20)
        from percent in Gen.Elements(0, 10, 50, 50, 100)
        from seed in Gen.Choose(0, 1_000_000)
        from steps in Step.ArrayOf(120)
        select (size, percent, seed, steps);

    [Fact]
    public void AnySequenceOfEvents_KeepsThePromisesOfEjection() => Prop.ForAll(Stories.ToArbitrary(), story =>
    {
        using var model = new HealthModel(story.Size, story.Percent, story.Seed);
        foreach (var step in story.Steps) model.Apply(step);
        model.Rest();
        return true;
    }).QuickCheckThrowOnFailure();
}
