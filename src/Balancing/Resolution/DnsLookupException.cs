namespace Balancing.Resolution;

/// <summary>A name could not be looked up, or there is nothing behind it. Resolvers report it; they do not throw it.</summary>
public sealed class DnsLookupException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="name">What was looked up.</param>
    /// <param name="problem">What went wrong, as a sentence.</param>
    /// <param name="innerException">What was behind it, if anything was.</param>
    public DnsLookupException(string name, string problem, Exception? innerException = null)
        : base($"Looking up '{name}' failed: {problem}", innerException) => Name = name;

    /// <summary>What was looked up.</summary>
    public string Name { get; }
}
