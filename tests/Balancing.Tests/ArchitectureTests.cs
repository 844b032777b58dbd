using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Balancing.Tests;

/// <summary>The folder list is the architecture; here it is enforced. See docs/design.md for the floors.</summary>
public sealed partial class ArchitectureTests
{
    private const int MaxLines = 250;

    private static readonly string[] Rooms = ["Algorithms", "Health", "Limits", "LoadReports", "Planning", "Resolution"];

    /// <summary>Floor 2 and the doors to floor 1: the only files beside the rooms that may know what is in them.</summary>
    private static readonly string[] MayKnowRooms = ["src/Balancing/Cluster.cs", "src/Balancing/ControlPlane.cs", "src/Balancing/DataPlane.cs", "src/Balancing/ClusterSnapshot.cs", "src/Balancing/Choices.cs", "src/Balancing/Selection.cs", "src/Balancing/Dispatcher.cs", "src/Balancing/ClusterDescriber.cs", "src/Balancing/LoadBalancer.cs", "src/Balancing/BalancingStrategies.cs"];

    public static TheoryData<string> RoomNames => [.. Rooms];

    [Theory]
    [MemberData(nameof(RoomNames))]
    public void ARoom_KnowsNothingOfItsSiblings_NorOfTheCluster(string room)
    {
        var above = new[] { "Cluster", "ClusterOptions", "ClusterSnapshot", "Choices", "Selection", "Dispatcher", "ClusterDescriber", "LoadBalancer", "BalancingStrategies" };
        var siblings = Rooms.Where(other => !string.Equals(other, room, StringComparison.Ordinal));
        var strangers = siblings.SelectMany(NamesIn).Concat(above).ToHashSet(StringComparer.Ordinal);
        AssertMentionsNone(Sources($"src/Balancing/{room}"), strangers);
    }

    [Fact]
    public void TheGroundFloor_KnowsNothingOfTheRooms()
    {
        var files = Sources("src/Balancing")
            .Where(file => Path.GetDirectoryName(file) is "src/Balancing" or "src/Balancing/Internal")
            .Except(MayKnowRooms, StringComparer.Ordinal)
            .ToList();
        Assert.True(files.Count > 15, "The ground floor has moved; this test must follow it.");
        AssertMentionsNone(files, Rooms.SelectMany(NamesIn).ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public void TheCore_ReferencesNothingButTheBaseClassLibrary()
    {
        var project = XDocument.Parse(Repository.Read("src/Balancing/Balancing.csproj"));
        Assert.DoesNotContain(project.Descendants(), element => element.Name.LocalName.EndsWith("Reference", StringComparison.Ordinal));

        var references = typeof(Cluster).Assembly.GetReferencedAssemblies().Select(name => name.Name!).ToList();
        Assert.All(references, name => Assert.True(name.StartsWith("System.", StringComparison.Ordinal) || IsFacade(name), name));
        Assert.DoesNotContain(references, name => name.StartsWith("System.Net.Http", StringComparison.Ordinal));
        Assert.All(Sources("src/Balancing"), file => Assert.DoesNotContain("System.Net.Http", Repository.Read(file), StringComparison.Ordinal));
    }

    [Fact]
    public void NoSourceFile_IsLong() => Assert.All(Sources("src"), file => Assert.True(
        Repository.Read(file).AsSpan().Count('\n') <= MaxLines,
        $"{file} has more than {MaxLines} lines: look for the second class hiding inside."));

    [Fact]
    public void EveryType_HasAFileOfItsName()
    {
        var files = Sources("src/Balancing").Select(Path.GetFileNameWithoutExtension).ToHashSet(StringComparer.Ordinal);
        var types = typeof(Cluster).Assembly.GetTypes().Where(type => !type.IsNested && type.Namespace?.StartsWith("Balancing", StringComparison.Ordinal) == true);
        Assert.All(types, type => Assert.Contains(type.Name.Split('`')[0], files));
    }

    [Fact]
    public void Namespaces_FollowTheFolders() => Assert.All(Sources("src/Balancing"), file =>
    {
        var expected = Path.GetDirectoryName(file)!["src/".Length..].Replace('/', '.');
        Assert.Contains($"namespace {expected};", Repository.Read(file), StringComparison.Ordinal);
    });

    /// <summary>The repository builds anywhere: it names no feed of packages and no directory of anybody's machine.</summary>
    [Fact]
    public void NoFile_NamesAFeedOrAMachine()
    {
        var text = Repository.Files("").Where(file => Path.GetExtension(file) is not (".png" or ".ico" or ".gif" or ".jpg" or ".woff2" or ".gz" or ".nupkg"));
        Assert.All(text, file => Assert.DoesNotMatch(FeedOrMachine, Repository.Read(file)));
    }

    // Written so that the pattern does not match itself.
    [GeneratedRegex("""api\.nuget[.]org|(?<![\w.)}/\]*])/(?:home|root|work)/[a-z]|[A-Z]:\\Users\\""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex FeedOrMachine { get; }

    [GeneratedRegex("""//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex CommentOrLiteral { get; }

    [GeneratedRegex(@"\b[A-Z]\w*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Identifier { get; }

    /// <summary>What a coverage collector adds when it instruments the assembly.</summary>
    private static bool IsFacade(string name) => name is "netstandard" or "mscorlib";

    private static IEnumerable<string> Sources(string folder) => Directory.Exists(Path.Combine(Repository.Root, folder)) ? Repository.Files(folder, ".cs") : [];

    /// <summary>A room's own name, as it occurs in a using, and its types; but for the strategy whose name is that of a property of <see cref="ConcurrencyLimitOptions"/>, too.</summary>
    private static IEnumerable<string> NamesIn(string room) => typeof(Cluster).Assembly.GetTypes()
        .Where(type => !type.IsNested && $"{type.Namespace}.".StartsWith($"Balancing.{room}.", StringComparison.Ordinal))
        .Select(type => type.Name.Split('`')[0])
        .Except([nameof(ConcurrencyLimitOptions.Adaptive)], StringComparer.Ordinal);

    /// <summary>By their types' names; a namespace without a mentioned type does no harm.</summary>
    private static void AssertMentionsNone(IEnumerable<string> files, HashSet<string> strangers) => Assert.All(files, file =>
    {
        var code = CommentOrLiteral.Replace(Repository.Read(file), " ");
        Assert.DoesNotContain(Identifier.Matches(code).Select(match => match.Value), strangers.Contains);
    });
}
