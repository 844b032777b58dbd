using Balancing;

namespace Quickstart;

/// <summary>A server to send requests to.</summary>
/// <param name="Url">Its normalised address, as the library writes it.</param>
/// <param name="Weight">Its share under the strategies that look at weights.</param>
/// <param name="Speed">What is known about its speed, for display.</param>
internal sealed record Target(string Url, double Weight = 1, string? Speed = null)
{
    /// <summary>The address without the scheme: short enough for a table.</summary>
    public string ShortName => Url[(Url.IndexOf("://", StringComparison.Ordinal) + 3)..];

    /// <exception cref="ArgumentException">The text is not an address the library would take.</exception>
    public static Target Parse(string text)
    {
        var endpoint = new Endpoint(text);
        return endpoint.Address.Scheme is "http" or "https"
            ? new Target(endpoint.ToString())
            : throw new ArgumentException($"The scheme is '{endpoint.Address.Scheme}', not http or https.", nameof(text));
    }
}
