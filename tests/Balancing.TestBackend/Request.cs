using System.Globalization;

namespace Balancing.TestBackend;

/// <summary>What the server wants to know of a request: all of it has been read.</summary>
/// <param name="Id">The header X-Id, if there is one.</param>
internal sealed record Request(string? Id)
{
    /// <summary>The next one of a connection; <see langword="null"/> if there is none. It has no body, or one of known length and of ASCII.</summary>
    public static async Task<Request?> ReadAsync(StreamReader reader)
    {
        if (await reader.ReadLineAsync() is null) return null;
        string? id = null;
        var length = 0;
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.Length == 0) return length == 0 || await reader.ReadBlockAsync(new char[length]) == length ? new Request(id) : null;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = (line[..colon], line[(colon + 1)..].Trim());
            if (name.Equals("X-Id", StringComparison.OrdinalIgnoreCase)) id = value;
            if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)) length = int.Parse(value, CultureInfo.InvariantCulture);
        }

        return null;
    }
}
