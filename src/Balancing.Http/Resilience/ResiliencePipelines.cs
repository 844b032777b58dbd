using System.Collections.Concurrent;
using Polly;

namespace Balancing.Http.Resilience;

/// <summary>The users' own Polly pipelines: one for each client and each place in its chain. Breakers and limiters in them outlive the handlers.</summary>
internal sealed class ResiliencePipelines(IServiceProvider services, TimeProvider time)
{
    private readonly ConcurrentDictionary<(object Place, string Client), Lazy<ResiliencePipeline<HttpResponseMessage>>> _pipelines = new();

    /// <param name="place">Stands for the place in the chain: the same strategies may be wanted at two.</param>
    /// <param name="configure">Adds the strategies.</param>
    /// <param name="client">The client's name.</param>
    public ResiliencePipeline<HttpResponseMessage> Get(object place, Action<ResiliencePipelineBuilder<HttpResponseMessage>, IServiceProvider> configure, string client) =>
        _pipelines.GetOrAdd((place, client), _ => new Lazy<ResiliencePipeline<HttpResponseMessage>>(() =>
        {
            var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { Name = client, TimeProvider = time };
            configure(builder, services);
            return builder.Build();
        })).Value;
}
