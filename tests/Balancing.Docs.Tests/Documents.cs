namespace Balancing.Docs.Tests;

/// <summary>The Markdown files of the repository that are written for its readers.</summary>
internal static class Documents
{
    public static string Root { get; } = FindRoot();

    /// <summary>Paths relative to <see cref="Root"/>, with forward slashes.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Directory.EnumerateFiles(Root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal),
    ];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Balancing.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above '{AppContext.BaseDirectory}' holds Balancing.sln.");
    }
}
