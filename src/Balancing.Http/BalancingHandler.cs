using System.Net;
using Balancing.Http.LoadReports;
using Balancing.Http.Resilience;

namespace Balancing.Http;

/// <summary>Sends each request to the endpoint that a <see cref="Balancing.Cluster"/> picks for it.</summary>
/// <remarks>
/// <para>
/// <c>AddBalancedHttpClient</c> puts it in place; without dependency injection, construct it over any inner handler. It owns nothing: the
/// cluster is shared by all handlers of a client and outlives them, so handlers may be replaced at any time.
/// </para>
/// <para>
/// The request's URI keeps its path and query and gets the endpoint's scheme, host, port and base path for the time it is below this
/// handler. When the handler returns, the URI and the Host header are as the caller set them. Handlers outside (retries, logs) see the
/// logical name, and each time they send again, another pick is made. Handlers inside see the endpoint.
/// </para>
/// </remarks>
public sealed class BalancingHandler : DelegatingHandler
{
    private readonly RequestCompletion _completeOn;
    private readonly OutcomeClassifier _classifier;
    private readonly RepeatWatch _repeats;
    private readonly LoadReportHeaders? _loadReports;

    /// <summary>Creates a handler whose inner handler is set by whoever builds the chain.</summary>
    /// <param name="cluster">Picks the endpoints. Not disposed with the handler.</param>
    /// <param name="completeOn">When a request stops being in flight.</param>
    /// <param name="classifier">Says what an exchange means for the endpoint; the usual one when <see langword="null"/>.</param>
    public BalancingHandler(Cluster cluster, RequestCompletion completeOn = RequestCompletion.ResponseBody, OutcomeClassifier? classifier = null)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        Cluster = cluster;
        _completeOn = completeOn;
        _classifier = classifier ?? OutcomeClassifier.Default;
        _repeats = new RepeatWatch(cluster.TimeProvider);
        _loadReports = LoadReportHeaders.For(cluster);
    }

    /// <summary>Creates a handler over <paramref name="innerHandler"/>.</summary>
    /// <param name="cluster">Picks the endpoints. Not disposed with the handler.</param>
    /// <param name="innerHandler">
    /// Sends the requests; disposed with the handler. If it is a <see cref="SocketsHttpHandler"/> that follows redirects or keeps cookies, it
    /// would do so by the endpoint's address: <see cref="BalancingHandlerChain.Create"/> makes it do so by the logical name.
    /// </param>
    /// <param name="completeOn">When a request stops being in flight.</param>
    /// <param name="classifier">Says what an exchange means for the endpoint; the usual one when <see langword="null"/>.</param>
    public BalancingHandler(
        Cluster cluster, HttpMessageHandler innerHandler, RequestCompletion completeOn = RequestCompletion.ResponseBody, OutcomeClassifier? classifier = null)
        : this(cluster, completeOn, classifier) => InnerHandler = innerHandler;

    /// <summary>What picks the endpoints.</summary>
    public Cluster Cluster { get; }

    /// <summary>Finds the keys that requests stick to; <see langword="null"/> if only those they were given count.</summary>
    internal AffinityReader? Affinity { get; init; }

    /// <summary>Says what a request asks for that has not been given a constraint; <see langword="null"/> if such requests ask for nothing.</summary>
    internal Func<HttpRequestMessage, MetadataConstraint?>? ConstraintOf { get; init; }

    /// <summary>What makes the client resilient, where it is to be: from it the handlers above and below this one are made.</summary>
    internal ClientResilience? Resilience
    {
        get;
        init
        {
            field = value;

            // Hedged attempts share the list of endpoints before any of them has failed.
            _repeats.ExpectsLists = value is { Hedges: true };
        }
    }

    /// <summary>The chain's primary handler, where it is known. It may have handlers of its own below it.</summary>
    internal HttpMessageHandler? Primary { get; set; }

    /// <summary>Whether the request could still go to an endpoint that it has not tried.</summary>
    internal bool HasUntried(HttpRequestMessage request, TriedEndpoints tried) => Cluster.HasUntried(tried, FindConstraint(request));

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.RequestUri is UnbalancedUri) return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);

        var logical = LogicalTarget.Of(request);
        var begun = BeginAsync(request, cancellationToken);

        // Waits only for the very first resolution. As a task, which is one reference to keep while waiting for the response, too.
        var attempt = begun.IsCompletedSuccessfully ? begun.Result : await begun.AsTask().ConfigureAwait(false);
        HttpResponseMessage response;
        try
        {
            logical.Redirect(request, attempt.Endpoint);
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false) ?? throw NoResponse();
        }
        catch (Exception e)
        {
            CompleteFailed(request, attempt, e, cancellationToken);
            throw;
        }
        finally
        {
            logical.Restore(request);
        }

        return Finish(request, response, attempt);
    }

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.RequestUri is UnbalancedUri) return base.Send(request, cancellationToken);

        var logical = LogicalTarget.Of(request);
        var begun = BeginAsync(request, cancellationToken);

        // Waits only for the very first resolution.
        var attempt = begun.IsCompletedSuccessfully ? begun.Result : begun.AsTask().GetAwaiter().GetResult();
        HttpResponseMessage response;
        try
        {
            logical.Redirect(request, attempt.Endpoint);
            response = base.Send(request, cancellationToken) ?? throw NoResponse();
        }
        catch (Exception e)
        {
            CompleteFailed(request, attempt, e, cancellationToken);
            throw;
        }
        finally
        {
            logical.Restore(request);
        }

        return Finish(request, response, attempt);
    }

    private async ValueTask<Attempt> BeginAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await Cluster.BeginAsync(Cluster.UsesAffinity ? KeyOf(request) : default, _repeats.TriedBy(request), FindConstraint(request), cancellationToken).ConfigureAwait(false);
        }
        catch (NoEndpointException e)
        {
            throw new NoEndpointHttpException(e);
        }
    }

    private AffinityKey KeyOf(HttpRequestMessage request) => Affinity is null ? request.GetAffinityKey() : Affinity.KeyOf(request);

    private MetadataConstraint? FindConstraint(HttpRequestMessage request) => request.GetMetadataConstraint() ?? ConstraintOf?.Invoke(request);

    private HttpResponseMessage Finish(HttpRequestMessage request, HttpResponseMessage response, in Attempt attempt)
    {
        var outcome = Classify(response, attempt);
        if (outcome == OutcomeKind.Success && Resilience?.IsRetried(response.StatusCode) != true) _repeats.OnAnswered(request);
        else _repeats.OnFailed(request, attempt.Endpoint);
        if (outcome == OutcomeKind.Throttled && RetryAfter.Of(response) is { } wait) attempt.SpareEndpoint(wait);
        _loadReports?.Read(response.Headers, in attempt);
        if (MayHaveLocation(response.StatusCode) && response.Headers.Location is { } location)
        {
            var logical = EndpointUri.ToLogical(location, request.RequestUri!, attempt.Endpoint);
            response.Headers.Location = StepDownUri.Mark(logical, request.RequestUri!, attempt.Endpoint);
        }

        if (_completeOn == RequestCompletion.ResponseHeaders || HasNoBody(request, response)) attempt.Complete(outcome);
        else response.Content = new TrackedContent(response.Content, InFlightGuard.Of(in attempt, outcome, _classifier, response, _loadReports));
        return response;
    }

    /// <summary>A classifier's own failure is the caller's to see, but the request is counted out, and against nobody.</summary>
    private OutcomeKind Classify(HttpResponseMessage response, in Attempt attempt)
    {
        try
        {
            return _classifier.Classify(response);
        }
        catch
        {
            attempt.Complete(OutcomeKind.Cancelled);
            response.Dispose();
            throw;
        }
    }

    private void CompleteFailed(HttpRequestMessage request, in Attempt attempt, Exception error, CancellationToken cancellationToken)
    {
        var outcome = OutcomeKind.Cancelled;
        try
        {
            outcome = _classifier.Classify(error, cancellationToken);
            if (outcome != OutcomeKind.Cancelled) _repeats.OnFailed(request, attempt.Endpoint);
        }
        finally
        {
            attempt.Complete(outcome);
        }
    }

    private static InvalidOperationException NoResponse() => new("The inner handler returned no response.");

    // Asked before the headers are touched, which are made on first use.
    private static bool MayHaveLocation(HttpStatusCode status) => status == HttpStatusCode.Created || (int)status is >= 300 and < 400;

    private static bool HasNoBody(HttpRequestMessage request, HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotModified
        || request.Method == HttpMethod.Head
        || response.Content is BufferedContent
        || (response.Content.Headers.NonValidated.TryGetValues("Content-Length", out var length) && length.ToString() == "0");
}
