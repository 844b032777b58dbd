namespace Balancing.Testing;

/// <summary>Where the sources are: the directory of <c>Balancing.sln</c>, above the test binaries.</summary>
public static class Repository
{
    private static readonly string[] NotSource = [".git", "bin", "obj", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts", "node_modules", ".vs", ".idea"];

    /// <summary>The root directory.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every file of the repository below <paramref name="folder"/> that is not built or local, relative to the root, with forward slashes.</summary>
    /// <param name="folder">Relative to the root; empty for all of it.</param>
    /// <param name="extension">Such as <c>.cs</c>; empty for every file.</param>
    public static IEnumerable<string> Files(string folder, string extension = "") =>
        Walk(Path.Combine(Root, folder))
            .Where(path => path.EndsWith(extension, StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    /// <summary>The text of a file.</summary>
    /// <param name="relativePath">Relative to the root.</param>
    public static string Read(string relativePath) => File.ReadAllText(Path.Combine(Root, relativePath));

    private static IEnumerable<string> Walk(string directory) =>
        Directory.EnumerateFiles(directory)
            .Concat(Directory.EnumerateDirectories(directory).Where(child => !NotSource.Contains(Path.GetFileName(child), StringComparer.Ordinal)).SelectMany(Walk));

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Balancing.sln"))) return directory.FullName;
        }

        throw new DirectoryNotFoundException("Balancing.sln is not above the test binaries.");
    }
}
