namespace Balancing.Resolution;

/// <summary>See <see cref="Resolvers.Where"/>.</summary>
internal sealed class FilteredResolver(IEndpointResolver resolver, Func<EndpointDescription, bool> allow) : IEndpointResolver
{
    public IDisposable Subscribe(IEndpointListener listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        return resolver.Subscribe(listener is IPartialListener partial ? new PartialFilter(partial, allow) : new Filter(listener, allow));
    }

    public void Refresh() => resolver.Refresh();

    private class Filter(IEndpointListener listener, Func<EndpointDescription, bool> allow) : IEndpointListener
    {
        public void OnResolved(IReadOnlyList<EndpointDescription> endpoints)
        {
            if (TryFilter(endpoints, out var allowed)) listener.OnResolved(allowed);
        }

        public void OnFailed(Exception error) => listener.OnFailed(error);

        protected bool TryFilter(IReadOnlyList<EndpointDescription> endpoints, out IReadOnlyList<EndpointDescription> allowed)
        {
            allowed = [];
            try
            {
                // The very same list, if all of it is allowed: what was reported before is then not compared again.
                EndpointDescription[] some = [.. endpoints.Where(allow)];
                allowed = some.Length == endpoints.Count ? endpoints : some;
                if (allowed.Count > 0 || endpoints.Count == 0) return true;
            }
            catch (Exception e)
            {
                listener.OnFailed(e);
                return false;
            }

            listener.OnFailed(new InvalidOperationException($"None of the {endpoints.Count} endpoint(s) found is allowed; the first is '{endpoints[0].Address}'."));
            return false;
        }
    }

    private sealed class PartialFilter(IPartialListener listener, Func<EndpointDescription, bool> allow) : Filter(listener, allow), IPartialListener
    {
        public void OnPartlyResolved(IReadOnlyList<EndpointDescription> endpoints, IReadOnlyList<EndpointDescription> current)
        {
            if (!TryFilter(endpoints, out var allowed)) return;

            // By address: without the lists before it, one may stand in another tier.
            var addresses = allowed.Select(endpoint => endpoint.Address).ToHashSet();
            listener.OnPartlyResolved(allowed, [.. current.Where(endpoint => addresses.Contains(endpoint.Address))]);
        }
    }
}
