using Balancing.Docs.Tests;

namespace Balancing.ServiceDiscovery.Tests;

/// <summary>The blocks of the documentation that need this package and are therefore no "csharp" to the other tests.</summary>
public sealed class DocumentationTests
{
    public static TheoryData<string> Blocks => CodeBlock.Names(block => block.Language == "cs");

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Block_Compiles(string name)
    {
        var problems = SnippetCompiler.Problems(SnippetCompiler.Compile(CodeBlock.Named(name)));

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }
}
