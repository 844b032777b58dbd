using System.Net.Http.Json;

namespace Balancing.Http.Resilience;

/// <summary>Knows which bodies of requests can be sent more than once as they are.</summary>
internal static class ReplayableBody
{
    /// <summary>Whether the body is in memory, or there is none.</summary>
    /// <remarks>By the types themselves: what is derived from them may do as it likes.</remarks>
    public static bool IsInMemory(HttpContent? content)
    {
        if (content is null) return true;
        var type = content.GetType();
        return type == typeof(StringContent) || type == typeof(ByteArrayContent) || type == typeof(JsonContent)
            || type == typeof(FormUrlEncodedContent) || type == typeof(ReadOnlyMemoryContent);
    }
}
