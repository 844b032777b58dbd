using Balancing.Algorithms;

namespace Balancing;

/// <summary>Makes load balancers: the built-in algorithms, and one from a lambda.</summary>
/// <remarks>
/// Every method takes a source of randomness, for tests; <see langword="null"/>, the default, means <see cref="System.Random.Shared"/>.
/// Another source must be safe for concurrent use if picks are concurrent. docs/algorithms.md says which to use when.
/// </remarks>
public static class LoadBalancer
{
    /// <summary>Chooses one of <paramref name="endpoints"/> for the request described by <paramref name="context"/>.</summary>
    /// <param name="endpoints">What may be chosen; never empty.</param>
    /// <param name="context">What is known about the request.</param>
    public delegate Endpoint PickEndpoint(EndpointSet endpoints, in PickContext context);

    /// <summary>
    /// Each endpoint in turn, from a random start; configured weights are ignored (but for 0). O(1). Of any n successive picks over n
    /// endpoints, each gets exactly one.
    /// </summary>
    /// <param name="random">Chooses the start.</param>
    public static ILoadBalancer RoundRobin(Random? random = null) => new RoundRobin(random);

    /// <summary>
    /// Each endpoint in turn, as often as its weight says, smoothly interleaved and from a random start. O(1). Shares are exact over one
    /// period (the sum of the weights in their smallest whole numbers), whatever the number of threads.
    /// </summary>
    /// <remarks>See <c>Algorithms/RotationSchedule</c>: a golden-ratio stride over the weights in place of nginx's O(n) smooth weighted round robin.</remarks>
    /// <param name="random">Chooses the start.</param>
    public static ILoadBalancer WeightedRoundRobin(Random? random = null) => new WeightedRoundRobin(random);

    /// <summary>Independent random draws in proportion to weight. O(1), by Walker's and Vose's alias method (1991).</summary>
    /// <param name="random">Draws.</param>
    public static ILoadBalancer Random(Random? random = null) => new WeightedRandom(random);

    /// <summary>
    /// The endpoint with the fewest requests in flight per weight, found among all of them; ties are broken at random by weight. O(n): from
    /// a few hundred endpoints on, <see cref="PowerOfTwoChoices"/> is the cheaper and nearly as good choice.
    /// </summary>
    /// <param name="random">Breaks ties.</param>
    public static ILoadBalancer LeastConnections(Random? random = null) => new LeastConnections(random);

    /// <summary>
    /// Two different endpoints are drawn at random (by weight), the one with fewer requests in flight per weight wins. O(1). Mitzenmacher,
    /// "The Power of Two Choices in Randomized Load Balancing", IEEE Transactions on Parallel and Distributed Systems 12(10), 2001.
    /// </summary>
    /// <param name="random">Draws.</param>
    public static ILoadBalancer PowerOfTwoChoices(Random? random = null) => new PowerOfTwoChoices(random);

    /// <summary>
    /// The endpoint that should answer soonest: measured response time × (requests in flight + 1) ÷ weight. O(n) up to 64 endpoints, then
    /// the best of a spread sample of 64.
    /// </summary>
    /// <remarks>
    /// Response times are averaged in logarithms over about fifty answers. Without an answer an estimate falls to 1/e in 10 s, so that a once slow
    /// endpoint gets its chance again. An endpoint that has never answered gets one request at a time, or one in 10 s. A failure counts as
    /// an answer of at least 5 s. Speed is measured here: weights that stand for speed would count it twice. After nginx's least_time and
    /// Finagle's peak EWMA.
    /// </remarks>
    /// <param name="random">Breaks ties.</param>
    public static ILoadBalancer LeastResponseTime(Random? random = null) => new LeastResponseTime(random);

    /// <summary>
    /// The endpoint that costs least by all that is known of it: how slow it is and was, its requests in flight per weight and how long these have been waiting, and its
    /// failures. The default of HTTP clients. Finds it among n by looking at about n/64 + 64 numbers.
    /// </summary>
    /// <remarks>
    /// Speed is estimated by Kalman filters, relative to the pool; without answers an estimate falls to a third in 30 s. An endpoint that fails or has gone quiet is avoided at
    /// once. Each client has favourites of its own while it sends many requests, and gives even numbers, by weight, while it sends few. Speed is measured here: weights that stand for speed would count
    /// it twice.
    /// </remarks>
    /// <param name="random">Draws the client's order of preference, once.</param>
    public static ILoadBalancer Adaptive(Random? random = null) => new Adaptive(random);

    /// <summary>
    /// Requests with the same <see cref="AffinityKey"/> (a client's address, say) go to the same endpoint, in every process and on every
    /// machine. When an endpoint leaves, its own keys move and hardly any other; weights are honoured. Without a key the pick is random.
    /// </summary>
    /// <remarks><see cref="Rendezvous"/> for lists of up to 128 endpoints, <see cref="Maglev"/> for longer ones.</remarks>
    /// <param name="options">Settings; the defaults when <see langword="null"/>.</param>
    /// <param name="random">Picks for requests without a key.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public static ILoadBalancer IpHash(HashingOptions? options = null, Random? random = null) => new IpHash(options, random);

    /// <summary>As <see cref="IpHash"/>: each endpoint scores each key, the highest score wins. When an endpoint leaves, only its own keys move. O(n).</summary>
    /// <remarks>Thaler and Ravishankar, "Using name-based mappings to increase hit rates", IEEE/ACM Transactions on Networking 6(1), 1998.</remarks>
    /// <param name="options">Settings; the defaults when <see langword="null"/>.</param>
    /// <param name="random">Picks for requests without a key.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public static ILoadBalancer Rendezvous(HashingOptions? options = null, Random? random = null) => new Rendezvous(options, random);

    /// <summary>
    /// As <see cref="IpHash"/>: endpoints have points on a ring, a key belongs to the next one. When an endpoint leaves, only its own keys move. O(log n), but less even
    /// than the others.
    /// </summary>
    /// <remarks>Karger et al., "Consistent Hashing and Random Trees", STOC 1997.</remarks>
    /// <param name="options">Settings; the defaults when <see langword="null"/>.</param>
    /// <param name="random">Picks for requests without a key.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public static ILoadBalancer RingHash(HashingOptions? options = null, Random? random = null) => new RingHash(options, random);

    /// <summary>
    /// As <see cref="IpHash"/>: a table with nearly exact shares. O(1). When an endpoint is ejected, only its own keys move; when it leaves the list, a few
    /// others do, too.
    /// </summary>
    /// <remarks>Eisenbud et al., "Maglev: A Fast and Reliable Software Network Load Balancer", NSDI 2016.</remarks>
    /// <param name="options">Settings; the defaults when <see langword="null"/>.</param>
    /// <param name="random">Picks for requests without a key.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public static ILoadBalancer Maglev(HashingOptions? options = null, Random? random = null) => new Maglev(options, random);

    /// <summary>
    /// Sticky sessions over any algorithm: <paramref name="first"/> chooses for a key's first request, later ones go to the same endpoint for as long as it may be chosen,
    /// whatever becomes of weights and loads. While it is away (ejected, full) the algorithm chooses again, and afterwards the key is back.
    /// </summary>
    /// <remarks>
    /// Unlike hashing it has a memory, and so it ends with the process and is each process's own: HAProxy's stick-table, not its consistent hash. The least recently
    /// used keys are forgotten when it is full. The pickers of <paramref name="first"/> are told how every request ended, also those that a remembered key
    /// decided: they learn from all of them, and so get more completions than they made picks.
    /// </remarks>
    /// <param name="first">Chooses for keys that are new, and for requests without a key.</param>
    /// <param name="options">How many keys, for how long; the defaults when <see langword="null"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public static ILoadBalancer Sticky(ILoadBalancer first, StickyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        return new Sticky(first, options);
    }

    /// <summary>Makes a load balancer out of one function.</summary>
    /// <param name="pick">Chooses an endpoint; called concurrently, so it must be thread-safe, and should neither block nor allocate.</param>
    public static ILoadBalancer FromPick(PickEndpoint pick)
    {
        ArgumentNullException.ThrowIfNull(pick);
        return new Delegating(pick);
    }

    private sealed class Delegating(PickEndpoint pick) : ILoadBalancer
    {
        public IEndpointPicker CreatePicker(EndpointSet endpoints) => new Picker(pick, endpoints);

        private sealed class Picker(PickEndpoint pick, EndpointSet endpoints) : IEndpointPicker
        {
            public Endpoint Pick(in PickContext context) => pick(endpoints, in context);
        }
    }
}
