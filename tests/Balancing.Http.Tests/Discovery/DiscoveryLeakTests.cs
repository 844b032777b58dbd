using System.Net;
using System.Runtime.CompilerServices;
using Balancing.Http.Tests.Support;
using Balancing.Resolution;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Balancing.Http.Tests.Discovery;

/// <summary>Lists that change a thousand times, and handlers that are replaced twenty times meanwhile, leave nothing behind.</summary>
public sealed class DiscoveryLeakTests
{
    private const int Rotations = 20, ListLength = 5;

    public static TheoryData<string> Strategies => [.. BalancingStrategies.All.Keys];

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task ListsThatArePushed(string strategy)
    {
        await using var rig = new LeakRig();
        var push = new PushResolver(List(0));
        rig.Start(push, strategy);

        // Tables of thousands of entries take their time to be built.
        await rig.ChangeAsync(strategy is BalancingStrategies.Maglev or BalancingStrategies.RingHash ? 200 : 1000, i =>
        {
            push.Update(List(i));
            return rig.ListChangesAsync(TimeSpan.Zero);
        });
        await rig.AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task ListsThatAreAskedFor()
    {
        await using var rig = new LeakRig();
        var number = 0;
        rig.Start(new PollingResolver(_ => ValueTask.FromResult<IReadOnlyList<EndpointDescription>>([.. List(Volatile.Read(ref number))]), TimeSpan.FromSeconds(1), rig.Time));
        await rig.ChangeAsync(1000, i =>
        {
            Volatile.Write(ref number, i);
            return rig.ListChangesAsync(TimeSpan.FromSeconds(1.2));
        });
        await rig.AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task NamesThatAreLookedUp()
    {
        await using var rig = new LeakRig();
        using var server = new AddressServer();
        server.Answer = Hosts(0);
        var options = new DnsOptions { Servers = [server.EndPoint.ToString()], AddressFamilies = DnsAddressFamilies.IPv4, MinInterval = TimeSpan.FromMilliseconds(100), Timeout = TimeSpan.FromMinutes(1) };
        var resolver = new DnsResolver("http://catalog.test", options, rig.Time);
        rig.Start(resolver);
        await rig.ChangeAsync(1000, i =>
        {
            server.Answer = Hosts(i);
            resolver.Refresh();
            return rig.ListChangesAsync(options.MinInterval);
        });
        await rig.AssertNothingIsLeftAsync();
    }

    /// <summary>With each number one more goes and another one comes.</summary>
    private static IPAddress[] Hosts(int number) => [.. Enumerable.Range(number, ListLength).Select(i => new IPAddress([10, 0, (byte)(i >> 8), (byte)i]))];

    private static EndpointDescription[] List(int number) => [.. Hosts(number).Select(host => new EndpointDescription($"http://{host}"))];

    /// <summary>A client with active checks, on a clock that stands still, whose endpoints and handlers are watched without being held.</summary>
    private sealed class LeakRig : ClusterObserver, IAsyncDisposable
    {
        private readonly List<WeakReference> _endpoints = [];
        private readonly List<WeakReference> _handlers = [];
        private readonly CountingChangeSource _registrations = new("catalog");
        private volatile TaskCompletionSource _changed = new();
        private ServiceProvider? _services;
        private IEndpointResolver? _resolver;

        public FakeTimeProvider Time { get; } = new();

        public void Start(IEndpointResolver resolver, string strategy = BalancingStrategies.PowerOfTwoChoices)
        {
            _resolver = resolver;
            _services = Services.Build(s => s
                .AddSingleton<TimeProvider>(Time)
                .AddSingleton<IOptionsChangeTokenSource<BalancedHttpClientOptions>>(_registrations)
                .AddBalancedHttpClient("catalog", o =>
                {
                    o.Strategy = strategy;
                    o.UseResolver(resolver).UseObserver(this);
                    (o.HealthProbe.Type, o.HealthProbe.Path) = (HealthProbeType.Http, "/health");
                })
                .ConfigurePrimaryHttpMessageHandler(() =>
                {
                    var handler = new StubHandler();
                    lock (_handlers) _handlers.Add(new WeakReference(handler));
                    return handler;
                }));
        }

        public override void OnEndpointsChanged(Cluster cluster, IReadOnlyList<Endpoint> added, IReadOnlyList<Endpoint> removed)
        {
            lock (_endpoints) _endpoints.AddRange(added.Select(endpoint => new WeakReference(endpoint)));
            _changed.TrySetResult();
        }

        /// <summary>Changes the list again and again; each list gets a request, and now and then there are new handlers.</summary>
        public async Task ChangeAsync(int count, Func<int, Task> change)
        {
            await SendAsync();
            await Clock.WhenAsync(() => Time.ActiveTimers >= 1 + ListLength);
            for (var i = 1; i <= count; i++)
            {
                await NextAsync(change, i);
                await SendAsync();
                if (i % (count / Rotations) == 0) Rotation.Expire(_services!);
            }

            // So long that nothing of those that are gone can still matter; and one more list.
            Time.Advance(TimeSpan.FromMinutes(10));
            await NextAsync(change, count + 1);
            Assert.Equal(ListLength + count + 1, _endpoints.Count);
            Assert.InRange(_handlers.Count, Rotations, Rotations + 1);
        }

        /// <summary>Lets the clock go on, a step at a time, until the new list is there.</summary>
        public async Task ListChangesAsync(TimeSpan step)
        {
            var begun = TimeProvider.System.GetTimestamp();
            while (!_changed.Task.IsCompleted)
            {
                Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(30), "It never came.");

                // A look-up is under way, or its loop is about to go to sleep: both in real time, and neither tells.
                Time.Advance(step);
                await Task.WhenAny(_changed.Task, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None));
            }
        }

        public async Task AssertNothingIsLeftAsync()
        {
            // The endpoints of the last list, and the one that has just left it, which may come back; and the handler that probes go through, for good, beside that of the last request, which the factory has not let go.
            await Clock.WhenAsync(() =>
            {
                Rotation.CleanUp(_services!);
                lock (_handlers) return Alive(_endpoints) <= ListLength + 1 && Alive(_handlers) <= 2;
            });

            // The cluster's next sweep, a check of each endpoint, and the resolver's next question.
            var resolver = _resolver is PushResolver ? 0 : 1;
            await Clock.WhenAsync(() => Time.ActiveTimers == 1 + ListLength + resolver);
            Assert.Equal(1, _registrations.Registrations);

            // The application ends. Handlers that are still used keep the factory's timer going, and so all of the application in memory.
            var factory = _services!.GetRequiredService<IHttpClientFactory>();
            await _services!.DisposeAsync();
            await Time.WhenIdleAsync().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
            Assert.Equal(0, _registrations.Registrations);
            Rotation.Expire(factory);
            await Clock.WhenAsync(() =>
            {
                Rotation.CleanUp(factory);
                return Alive(_handlers) == 0;
            });
        }

        public async ValueTask DisposeAsync()
        {
            if (_services is not null) await _services.DisposeAsync();
        }

        /// <summary>What is told while it changes is told of this change.</summary>
        private Task NextAsync(Func<int, Task> change, int number)
        {
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return change(number);
        }

        private static int Alive(List<WeakReference> references)
        {
            lock (references) return references.Count(reference => reference.IsAlive);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private async Task SendAsync() => await _services!.Client("catalog").GetStringAsync("/");
    }
}
