using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Balancing.Docs.Tests;

/// <summary>
/// Compiles a block of C# as a program of its own, or as a library if it only declares types. One that is marked <c>continues</c> is compiled
/// together with the block before.
/// </summary>
internal static class SnippetCompiler
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp14);

    private static readonly SyntaxTree Context = CSharpSyntaxTree.ParseText(ReadContext(), Options, "SnippetContext.cs");

    // What runs the tests is what the snippets are compiled against: the shared frameworks, the packages and the library.
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(file => MetadataReference.CreateFromFile(file)),
    ];

    public static CSharpCompilation Compile(CodeBlock block)
    {
        var trees = new List<SyntaxTree> { Context, Parse(block) };
        for (var part = block; part.Marks.Contains("continues", StringComparer.Ordinal);)
        {
            part = part.Previous();
            trees.Add(Parse(part));
        }

        var isProgram = trees.Exists(tree => tree != Context && ((CompilationUnitSyntax)tree.GetRoot()).Members.OfType<GlobalStatementSyntax>().Any());
        var kind = isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        return CSharpCompilation.Create(
            $"Snippet{Guid.NewGuid():N}",
            trees,
            References,
            new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable));
    }

    private static SyntaxTree Parse(CodeBlock block) => CSharpSyntaxTree.ParseText(SourceText.From(block.Text), Options, block.Name);

    /// <summary>Warnings count: a reader's compiler would show them too.</summary>
    public static IReadOnlyList<string> Problems(CSharpCompilation compilation) =>
    [
        .. compilation.GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .Select(diagnostic => diagnostic.ToString()),
    ];

    public static async Task RunAsync(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        Assert.True(compilation.Emit(image).Success);
        var entry = Assembly.Load(image.ToArray()).EntryPoint!;

        // Of an asynchronous program this is the synchronous entry point that the compiler adds.
        object?[]? arguments = entry.GetParameters().Length == 0 ? null : [Array.Empty<string>()];
        await Task.Run(() => entry.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null));
    }

    private static string ReadContext()
    {
        using var stream = typeof(SnippetCompiler).Assembly.GetManifestResourceStream("SnippetContext.cs")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
