using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Balancing.Docs.Tests;

/// <summary>A fenced block of a Markdown file.</summary>
/// <param name="Name">The file and the line of the fence: what a test case is called.</param>
/// <param name="File">The path of the file relative to the repository.</param>
/// <param name="Language">What stands after the fence.</param>
/// <param name="Text">The lines within.</param>
/// <param name="Marks">The words of the comment in the line above the fence: <c>run</c> for <c>&lt;!-- run --&gt;</c>.</param>
internal sealed partial record CodeBlock(string Name, string File, string Language, string Text, string[] Marks)
{
    public static IReadOnlyList<CodeBlock> All { get; } = [.. Documents.All.SelectMany(In)];

    public static CodeBlock Named(string name) => All.Single(block => block.Name == name);

    public static TheoryData<string> Names(Func<CodeBlock, bool> which) => [.. All.Where(which).Select(block => block.Name)];

    /// <summary>The next block of the same file, if it is of the given language.</summary>
    public CodeBlock? Next(string language)
    {
        var next = All.Where(block => block.File == File).SkipWhile(block => block != this).ElementAtOrDefault(1);
        return next?.Language == language ? next : null;
    }

    /// <summary>The block before, of the same language and file.</summary>
    public CodeBlock Previous() => All.Where(block => block.File == File && block.Language == Language).TakeWhile(block => block != this).Last();

    private static IEnumerable<CodeBlock> In(string file)
    {
        var lines = System.IO.File.ReadAllLines(Path.Combine(Documents.Root, file));
        for (var i = 0; i < lines.Length; i++)
        {
            if (Fence().Match(lines[i]) is not { Success: true } fence) continue;
            var start = i;
            var indent = fence.Groups["indent"].Length;
            var text = new List<string>();
            for (i++; lines[i].Trim() != "```"; i++) text.Add(lines[i].Length >= indent ? lines[i][indent..] : "");
            var marks = start > 0 ? Comment().Match(lines[start - 1]).Groups["marks"].Value : "";
            yield return new CodeBlock($"{file}:{start + 1}", file, fence.Groups["language"].Value, string.Join('\n', text), marks.Split(' '));
        }
    }

    [GeneratedRegex(@"^(?<indent>\s*)```(?<language>[a-z]*)\s*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\s*<!-- (?<marks>.*?) -->\s*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comment();
}
