namespace Balancing.Http;

/// <summary>Keeps secrets out of messages.</summary>
internal static class Withheld
{
    /// <summary>The address, unless there may be user info in it, well-formed or not: that is not for a log.</summary>
    public static string? Shown(string? address) => address is not null && address.Contains('@', StringComparison.Ordinal) ? "(withheld)" : address;
}
