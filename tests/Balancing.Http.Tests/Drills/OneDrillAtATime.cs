namespace Balancing.Http.Tests.Drills;

/// <summary>The tests in real time, over one fleet of servers. One at a time and without company: they are about requests, not about who gets the processor.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneDrillAtATime : ICollectionFixture<Fleet>
{
    public const string Name = "Drills";
}
