using Balancing.Http.Discovery;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Balancing.Http;

/// <summary>The endpoints that an application's configuration lists below <c>Services</c>, as Microsoft's service discovery and Aspire write it.</summary>
/// <remarks>
/// <para>
/// The keys are <c>Services:{service}:{endpoint}</c>, each with one value or a list. Without an endpoint in the query, <c>default</c> is looked for, then each
/// scheme in its order; the first there is counts. Of its values, those of the best scheme are the endpoints, and those without a scheme, which are spoken to
/// by the query's first one.
/// </para>
/// <para>
/// Follows the configuration. A service that is not there, and a value that is no address, is reported as a failure, an <see cref="InvalidDataException"/> that
/// names the key: the endpoints that are known stay in use. What is the same as before is not reported again, but for a list that is about to be in doubt.
/// </para>
/// <para>Safe for concurrent use.</para>
/// </remarks>
public sealed class ServicesResolver : IEndpointResolver
{
    private readonly IConfiguration _configuration;
    private readonly string _sectionName;
    private readonly ServicesQuery _query;

    /// <summary>Reads one service.</summary>
    /// <param name="configuration">The configuration in which the section stands.</param>
    /// <param name="query">
    /// A service, or its schemes and service such as <c>https+http://catalog</c>, or an endpoint of it such as <c>https+http://_admin.catalog</c>. A name alone
    /// means <c>https+http</c>. Port and path, if there are any, say nothing.
    /// </param>
    /// <param name="sectionName">The section in which the services stand.</param>
    /// <exception cref="ArgumentException">The query is not one.</exception>
    public ServicesResolver(IConfiguration configuration, string query, string sectionName = "Services")
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentException.ThrowIfNullOrWhiteSpace(sectionName);
        _configuration = configuration;
        _query = ServicesQuery.Parse(query);
        _sectionName = sectionName;
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(IEndpointListener listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        return new Subscription(this, listener);
    }

    private EndpointDescription[] Read() => ServicesSection.Read(_configuration.GetSection(_sectionName), _query);

    private sealed class Subscription : IDisposable
    {
        private readonly ServicesResolver _owner;
        private readonly IEndpointListener _listener;
        private readonly IDisposable _registration;
        private readonly Lock _reporting = new();
        private EndpointDescription[]? _list;
        private string? _problem;

        public Subscription(ServicesResolver owner, IEndpointListener listener)
        {
            (_owner, _listener) = (owner, listener);

            // First this, then the first reading: no change falls between them.
            _registration = ChangeToken.OnChange(owner._configuration.GetReloadToken, Report);
            Report();
        }

        public void Dispose() => _registration.Dispose();

        private void Report()
        {
            // The first reading may meet a change on another thread: what was read later is told later.
            lock (_reporting)
            {
                try
                {
                    // The token stands for the whole configuration: most changes are not about this service.
                    var list = _owner.Read();
                    var isSame = _list is not null && list.SequenceEqual(_list);
                    if (isSame && _problem is null) return;
                    _problem = null;
                    _list = isSame ? _list! : list;
                }
                catch (Exception e)
                {
                    if (e.Message == _problem) return;

                    // The list was good until this change, however long ago it was told: its age counts from now.
                    if (_problem is null && _list is not null) _listener.OnResolved(_list);
                    _problem = e.Message;
                    _listener.OnFailed(e);
                    return;
                }

                _listener.OnResolved(_list);
            }
        }
    }
}
