using System.Net.Http.Headers;

namespace Balancing.Http;

/// <summary>The status of a gRPC call: in the headers if there is nothing else, otherwise in the trailers, once the body has been read.</summary>
internal static class GrpcStatus
{
    /// <summary>Whether the response is one of gRPC. Looks at HTTP/2 and above only, so that others pay one comparison.</summary>
    public static bool IsGrpc(HttpResponseMessage response) =>
        response.Version.Major >= 2 && IsGrpc(response.Content);

    /// <summary>Whether the request is one of gRPC.</summary>
    public static bool IsGrpc(HttpRequestMessage request) => request.Content is { } content && request.Version.Major >= 2 && IsGrpc(content);

    public static OutcomeKind Classify(HttpResponseMessage response) => Read(response) switch
    {
        "14" => OutcomeKind.GatewayError, // UNAVAILABLE
        "2" or "4" or "8" or "13" or "15" => OutcomeKind.ServerError, // UNKNOWN, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, INTERNAL, DATA_LOSS
        _ => OutcomeKind.Success,
    };

    /// <summary>The status as text; <see langword="null"/> if it has not come yet.</summary>
    public static string? Read(HttpResponseMessage response) => Read(response.Headers) ?? Read(response.TrailingHeaders);

    private static bool IsGrpc(HttpContent content) =>
        content.Headers.NonValidated.TryGetValues("Content-Type", out var type) && type.ToString().StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase);

    private static string? Read(HttpHeaders headers) => headers.NonValidated.TryGetValues("grpc-status", out var status) ? status.ToString() : null;
}
