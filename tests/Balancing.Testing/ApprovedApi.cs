using System.Reflection;

namespace Balancing.Testing;

/// <summary>Compares an assembly's public API with the text that was approved for it.</summary>
public static class ApprovedApi
{
    /// <summary>Returns <see langword="null"/> if they are the same, and otherwise what to do about it.</summary>
    /// <param name="assembly">What users compile against.</param>
    /// <param name="approvedPath">The approved text, from the repository's root.</param>
    public static string? Difference(Assembly assembly, string approvedPath)
    {
        var actual = PublicApi.Of(assembly);
        var approved = File.Exists(Path.Combine(Repository.Root, approvedPath)) ? Repository.Read(approvedPath).ReplaceLineEndings("\n") : "";
        if (string.Equals(approved, actual, StringComparison.Ordinal)) return null;

        var name = assembly.GetName().Name;
        var received = Path.Combine(AppContext.BaseDirectory, $"PublicApi.{name}.received.txt");
        File.WriteAllText(received, actual);
        return $"The public API of {name} has changed. Compare {received} with {approvedPath}; if the change is meant, copy the first over the second.";
    }
}
