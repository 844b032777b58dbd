using System.Net;

namespace Balancing.Http;

/// <summary>Asks an endpoint how it is with an HTTP request. Immutable.</summary>
public sealed class HttpHealthProbe : IHealthProbe
{
    private readonly HttpMessageInvoker _invoker;
    private readonly HealthProbeOptions _options;
    private readonly HttpMethod _method;

    /// <summary>Creates a probe.</summary>
    /// <param name="invoker">Sends the requests, addressed to the endpoint: no balancing handler belongs in it. Not disposed by the probe.</param>
    /// <param name="options">What to ask and what to expect.</param>
    public HttpHealthProbe(HttpMessageInvoker invoker, HealthProbeOptions options)
    {
        ArgumentNullException.ThrowIfNull(invoker);
        ArgumentNullException.ThrowIfNull(options);
        _invoker = invoker;
        _options = options;
        _method = new HttpMethod(options.Method);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ProbeAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        using var request = new HttpRequestMessage(_method, new Uri(endpoint + _options.Path))
        {
            Version = _options.HttpVersion,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher,
        };
        if ((_options.Host ?? endpoint.HostName) is { } host) request.Headers.Host = host;
        foreach (var (name, value) in _options.Headers) request.Headers.TryAddWithoutValidation(name, value);

        using var response = await _invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return _options.ExpectedStatuses.Count == 0 ? response.StatusCode == HttpStatusCode.OK : _options.ExpectedStatuses.Contains((int)response.StatusCode);
    }
}
