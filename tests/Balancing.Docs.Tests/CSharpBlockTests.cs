namespace Balancing.Docs.Tests;

/// <summary>What the documentation shows compiles, and where it is marked <c>&lt;!-- run --&gt;</c>, runs and prints what stands below it.</summary>
public sealed class CSharpBlockTests
{
    public static TheoryData<string> Blocks => CodeBlock.Names(block => block.Language == "csharp");

    public static TheoryData<string> BlocksToRun => CodeBlock.Names(block => block.Language == "csharp" && block.Marks.Contains("run", StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Block_Compiles(string name)
    {
        var problems = SnippetCompiler.Problems(SnippetCompiler.Compile(CodeBlock.Named(name)));

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [Theory]
    [MemberData(nameof(BlocksToRun))]
    public async Task Block_PrintsWhatTheTextBelowItSays(string name)
    {
        var block = CodeBlock.Named(name);
        var console = Console.Out;
        using var printed = new StringWriter();
        Console.SetOut(printed);
        try
        {
            await SnippetCompiler.RunAsync(SnippetCompiler.Compile(block));
        }
        finally
        {
            Console.SetOut(console);
        }

        var expected = block.Next("text") is { } text ? text.Text : "";
        Assert.Equal(expected, printed.ToString().Replace("\r", "", StringComparison.Ordinal).TrimEnd('\n'));
    }
}
