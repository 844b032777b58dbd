using Balancing.Http.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Balancing.Http.Tests.Discovery;

public class ServicesResolverTests
{
    private readonly RecordingListener _listener = new();

    [Fact]
    public async Task AnEdit_IsReported_AndOneOfSomethingElseIsNot()
    {
        var configuration = Services.Configuration(("Services:catalog:http:0", "http://a"));
        using var subscription = new ServicesResolver(configuration, "http://catalog").Subscribe(_listener);
        Assert.Equal(["http://a/"], await ListAsync());

        configuration.Edit(("Services:basket:http:0", "http://b"));
        Assert.Equal(0, _listener.Unread);
        configuration.Edit(("Services:catalog:http:1", "http://b"));

        Assert.Equal(["http://a/", "http://b/"], await ListAsync());
        Assert.Equal(0, _listener.Unread);
    }

    [Fact]
    public async Task AFailure_IsReportedOnce_AndTheListAgainWhenItIsBack()
    {
        var configuration = Services.Configuration();
        using var subscription = new ServicesResolver(configuration, "http://catalog", "Peers").Subscribe(_listener);
        Assert.Equal("Peers:catalog is not there, or empty.", (await _listener.NextAsync()).Error!.Message);

        configuration.Edit(("Peers:basket", "b"));
        Assert.Equal(0, _listener.Unread);
        configuration.Edit(("Peers:catalog:http", "8080"));
        Assert.Contains("Peers:catalog:http is '8080'", (await _listener.NextAsync()).Error!.Message, StringComparison.Ordinal);
        configuration.Edit(("Peers:catalog:http", "a:8080"));
        Assert.Equal(["http://a:8080/"], await ListAsync());

        // Told once more: it was good until now, which counts where the age of a list does.
        configuration.Edit(("Peers:catalog:http", null));
        Assert.Equal(["http://a:8080/"], await ListAsync());
        Assert.NotNull((await _listener.NextAsync()).Error);
        configuration.Edit(("Peers:catalog:http", "a:8080"));

        Assert.Equal(["http://a:8080/"], await ListAsync());
    }

    [Fact]
    public async Task AnEditDuringTheFirstReport_IsReportedToo()
    {
        var configuration = Services.Configuration(("Services:catalog:http", "a"));
        var listener = new EditingListener(_listener, () => configuration.Edit(("Services:catalog:http", "b")));
        using var subscription = new ServicesResolver(configuration, "http://catalog").Subscribe(listener);

        Assert.Equal(["http://a/"], await ListAsync());
        Assert.Equal(["http://b/"], await ListAsync());
    }

    [Fact]
    public async Task ASubscriptionThatHasEnded_IsToldNothing_AndLeavesNothingBehind()
    {
        var configuration = new CountingConfiguration(Services.Configuration(("Services:catalog:http", "http://a")));
        var resolver = new ServicesResolver(configuration, "http://catalog");
        for (var i = 0; i < 100; i++) resolver.Subscribe(_listener).Dispose();
        for (var i = 0; i < 100; i++) await _listener.NextAsync();
        Assert.Equal(0, configuration.Registrations);

        configuration.Root.Edit(("Services:catalog:http", "http://b"));

        Assert.Equal(0, _listener.Unread);
    }

    [Fact]
    public async Task WithoutAConfigurationAmongTheServices_TheMessageSaysSo()
    {
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", o => o.UseServices("https+http://catalog")));

        var error = Assert.Throws<InvalidOperationException>(() => services.GetRequiredService<BalancedClusters>()["catalog"]);

        Assert.Contains("The service 'https+http://catalog' is to be found in the configuration, but there is no IConfiguration among the services.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AspiresVariables_ReachTheServers_AndAnEditIsFollowed()
    {
        var servers = await TestServer.StartManyAsync(2);
        await using var first = servers[0];
        await using var second = servers[1];
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Services:catalog:https", ""), new("Services:catalog:http:0", first.Address)])
            .Build();
        await using var services = Services.Build(s => s
            .AddSingleton<IConfiguration>(configuration)
            .AddBalancedHttpClient("catalog", o => o.UseServices("https+http://catalog")));
        var client = services.Client("catalog");
        Assert.Equal("0", await client.GetStringAsync("/"));

        configuration.Edit(("Services:catalog:http:0", second.Address));

        Assert.Equal("1", await client.GetStringAsync("/"));
    }

    private async Task<IEnumerable<string>> ListAsync() => (await _listener.NextAsync()).Endpoints!.Select(endpoint => endpoint.Address.ToString());

    private sealed class EditingListener(IEndpointListener inner, Action edit) : IEndpointListener
    {
        private bool _edited;

        public void OnResolved(IReadOnlyList<EndpointDescription> endpoints)
        {
            inner.OnResolved(endpoints);
            if (_edited) return;
            _edited = true;
            edit();
        }

        public void OnFailed(Exception error) => inner.OnFailed(error);
    }

    /// <summary>Knows how many callbacks wait for its changes.</summary>
    private sealed class CountingConfiguration(IConfigurationRoot root) : IConfiguration
    {
        private int _registrations;

        public int Registrations => Volatile.Read(ref _registrations);

        public IConfigurationRoot Root => root;

        public string? this[string key]
        {
            get => root[key];
            set => root[key] = value;
        }

        public IConfigurationSection GetSection(string key) => root.GetSection(key);

        public IEnumerable<IConfigurationSection> GetChildren() => root.GetChildren();

        public IChangeToken GetReloadToken() => new CountingToken(this, root.GetReloadToken());

        private sealed class CountingToken(CountingConfiguration owner, IChangeToken inner) : IChangeToken
        {
            public bool HasChanged => inner.HasChanged;

            public bool ActiveChangeCallbacks => inner.ActiveChangeCallbacks;

            public IDisposable RegisterChangeCallback(Action<object?> callback, object? state)
            {
                Interlocked.Increment(ref owner._registrations);
                return new Registration(owner, inner.RegisterChangeCallback(callback, state));
            }
        }

        private sealed class Registration(CountingConfiguration owner, IDisposable inner) : IDisposable
        {
            private int _disposed;

            public void Dispose()
            {
                if (Interlocked.Exchange(ref _disposed, 1) == 0) Interlocked.Decrement(ref owner._registrations);
                inner.Dispose();
            }
        }
    }
}
