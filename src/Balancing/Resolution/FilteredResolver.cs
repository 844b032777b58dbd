namespace Balancing.Resolution;

/// <summary>See <see cref="Resolvers.Where"/>.</summary>
internal sealed class FilteredResolver(IEndpointResolver resolver, Func<EndpointDescription, bool> allow) : IEndpointResolver
{
    public IDisposable Subscribe(IEndpointListener listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        return resolver.Subscribe(new Filter(listener, allow));
    }

    public void Refresh() => resolver.Refresh();

    private sealed class Filter(IEndpointListener listener, Func<EndpointDescription, bool> allow) : IEndpointListener
    {
        public void OnResolved(IReadOnlyList<EndpointDescription> endpoints)
        {
            EndpointDescription[] allowed;
            try
            {
                allowed = [.. endpoints.Where(allow)];
            }
            catch (Exception e)
            {
                listener.OnFailed(e);
                return;
            }

            if (allowed.Length == 0 && endpoints.Count > 0)
                listener.OnFailed(new InvalidOperationException($"None of the {endpoints.Count} endpoint(s) found is allowed; the first is '{endpoints[0].Address}'."));
            else
                listener.OnResolved(allowed);
        }

        public void OnFailed(Exception error) => listener.OnFailed(error);
    }
}
