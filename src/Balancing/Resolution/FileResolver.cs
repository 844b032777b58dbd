using Balancing.Internal;

namespace Balancing.Resolution;

/// <summary>The endpoints that a JSON file lists, followed as the file changes.</summary>
/// <remarks>
/// <para>
/// The file is an array, or an object whose only property <c>Endpoints</c> is one. Its elements are addresses, or objects with the properties
/// of <see cref="EndpointDescription"/>: <c>Address</c>, <c>HostName</c>, <c>HashKey</c>, <c>Weight</c>, <c>Priority</c>, <c>Zone</c> and
/// <c>Metadata</c>, in any case. Comments and commas at the end of a list are allowed.
/// </para>
/// <para>
/// It is read as a whole every interval. A file that is missing, larger than 16 MB, half-written or wrong in any place is reported as a
/// failure, as an <see cref="IOException"/>, an <see cref="UnauthorizedAccessException"/> or an <see cref="InvalidDataException"/> that names file, place
/// and value: the endpoints that are known stay in use. As long as its bytes do not change, the very same list is reported. To replace a file, write a new
/// one beside it and rename it.
/// </para>
/// <para>Safe for concurrent use. Each subscriber has a loop of its own.</para>
/// </remarks>
public sealed class FileResolver : IEndpointResolver
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(2);

    // Asked, not told: notifications of file systems do not come over NFS, and not when Kubernetes swaps the symbolic links of a ConfigMap.
    // What costs a system call or two every 2 s is not worth a second way.
    private readonly PollingResolver _polling;

    /// <summary>Reads the file at <paramref name="path"/>.</summary>
    /// <param name="path">If it is relative, then to the directory that is current now. It need not exist yet.</param>
    /// <param name="interval">From one reading to the next, ±10 %: 100 ms to 24 days; 2 s when <see langword="null"/>. After a failure it is 1 s, if that is less.</param>
    /// <param name="time">The clock; <see cref="TimeProvider.System"/> when <see langword="null"/>.</param>
    /// <param name="random">The source of jitter; <see cref="Random.Shared"/> when <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">The path is empty or not one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The interval is outside its range.</exception>
    public FileResolver(string path, TimeSpan? interval = null, TimeProvider? time = null, Random? random = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var period = interval ?? DefaultInterval;
        Setting.Check(period >= TimeSpan.FromMilliseconds(100) && period <= TimeSpan.FromDays(24), period, "between 100 ms and 24 days", nameof(interval));
        var source = new EndpointFileSource(Path.GetFullPath(path));
        _polling = new PollingResolver(resolve: source.ReadAsync, period: period, time: time, random: random);
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(IEndpointListener listener) => _polling.Subscribe(listener);

    /// <inheritdoc cref="PollingResolver.Refresh"/>
    public void Refresh() => _polling.Refresh();
}
