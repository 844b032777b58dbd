using System.Text.RegularExpressions;

namespace Balancing.Docs.Tests;

/// <summary>A relative link leads to a file that exists, and to a heading that is in it.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> Files => [.. Documents.All];

    [Theory]
    [MemberData(nameof(Files))]
    public void RelativeLinks_LeadSomewhere(string file)
    {
        var broken = LinksIn(file).Where(link => !Leads(file, link)).ToList();

        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    private static IEnumerable<string> LinksIn(string file) =>
        Link().Matches(WithoutCode(file)).Select(match => match.Groups["target"].Value).Where(target => !target.Contains(':', StringComparison.Ordinal));

    private static bool Leads(string file, string link)
    {
        var (path, anchor) = link.Split('#') is [var before, var after] ? (before, after) : (link, "");
        var target = path.Length == 0 ? file : Path.Combine(Path.GetDirectoryName(file)!, path);
        var full = Path.Combine(Documents.Root, target);
        if (anchor.Length == 0) return File.Exists(full) || Directory.Exists(full);
        return File.Exists(full) && Heading().Matches(WithoutCode(target)).Any(heading => Slug(heading.Groups["title"].Value) == anchor);
    }

    // As GitHub and most other renderers make it.
    private static string Slug(string title) =>
        string.Concat(title.Trim().ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_').Select(c => c == ' ' ? '-' : c));

    private static string WithoutCode(string file) => Fenced().Replace(File.ReadAllText(Path.Combine(Documents.Root, file)), "");

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^#{1,6} (?<title>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\s*```.*?^\s*```\s*$", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex Fenced();
}
