using Balancing.Resolution;

namespace Balancing.Tests.Resolution;

public sealed class FileResolverTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingListener _listener = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("endpoints-").FullName;

    private string File => Path.Combine(_directory, "endpoints.json");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task AnEdit_IsFollowed_AfterTheInterval()
    {
        Write("[ \"http://a\" ]");
        using var subscription = Resolver().Subscribe(_listener);
        Assert.Equal(["http://a/"], await ListAsync());

        Write("[ \"http://a\", \"http://b\" ]");
        await AdvanceAsync(Interval);

        Assert.Equal(["http://a/", "http://b/"], await ListAsync());
    }

    [Fact]
    public async Task TheSameBytes_AreTheSameList()
    {
        Write("[ \"http://a\" ]");
        using var subscription = Resolver().Subscribe(_listener);
        var list = (await _listener.NextAsync()).Endpoints;

        await AdvanceAsync(Interval);
        Assert.Same(list, (await _listener.NextAsync()).Endpoints);
        Write("[ \"http://a\" ]");
        await AdvanceAsync(Interval);
        Assert.Same(list, (await _listener.NextAsync()).Endpoints);
        Write("[ \"http://a\"  ]");
        await AdvanceAsync(Interval);

        Assert.NotSame(list, (await _listener.NextAsync()).Endpoints);
    }

    [Theory]
    [InlineData(null, "Could not find file")]
    [InlineData("", "' is empty.")]
    [InlineData("[ \"http://a\", ", "' is not JSON, or not all of it")]
    [InlineData("[ \"nowhere\" ]", "': Endpoints:0 is 'nowhere'")]
    public async Task AFileThatCannotBeUsed_IsAFailure_AndTheSameListIsThereWhenItIsBack(string? text, string problem)
    {
        Write("[ \"http://a\" ]");
        using var subscription = Resolver().Subscribe(_listener);
        var list = (await _listener.NextAsync()).Endpoints;

        Write(text);
        await AdvanceAsync(Interval);
        var error = (await _listener.NextAsync()).Error;
        Assert.Contains(problem, error!.Message, StringComparison.Ordinal);
        Assert.Contains(File, error.Message, StringComparison.Ordinal);

        Write("[ \"http://a\" ]");
        await AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Same(list, (await _listener.NextAsync()).Endpoints);
    }

    [Fact]
    public async Task AnotherProblem_IsAnotherReport()
    {
        using var subscription = Resolver().Subscribe(_listener);
        Assert.IsType<FileNotFoundException>((await _listener.NextAsync()).Error);

        Write("[");
        await AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.IsType<InvalidDataException>((await _listener.NextAsync()).Error);
    }

    [Fact]
    public async Task ADirectory_IsAFailure()
    {
        using var subscription = new FileResolver(_directory, Interval, _clock, new ScriptedRandom(0.5)).Subscribe(_listener);

        Assert.IsType<UnauthorizedAccessException>((await _listener.NextAsync()).Error);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "is larger than 16 MB")]
    public async Task AFileThatIsTooLarge_IsRefused(int beyond, string? problem)
    {
        var list = "[ \"http://a\" ]";
        Write(list + new string(' ', EndpointFileSource.MaxBytes - list.Length + beyond));
        using var subscription = Resolver().Subscribe(_listener);

        var report = await _listener.NextAsync();

        if (problem is null) Assert.Single(report.Endpoints!);
        else Assert.Contains(problem, Assert.IsType<InvalidDataException>(report.Error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileWithoutEnd_IsRefused()
    {
        if (OperatingSystem.IsWindows()) return;
        using var subscription = new FileResolver("/dev/zero", Interval, _clock, new ScriptedRandom(0.5)).Subscribe(_listener);

        Assert.Contains("is larger than 16 MB", (await _listener.NextAsync()).Error!.Message, StringComparison.Ordinal);
    }

    /// <summary>Kubernetes puts a ConfigMap's files into a new directory, and swaps the link to it.</summary>
    [Fact]
    public async Task ASymbolicLinkThatIsSwapped_IsFollowed()
    {
        if (OperatingSystem.IsWindows()) return;
        foreach (var version in (string[])["1", "2"])
        {
            Directory.CreateDirectory(Path.Combine(_directory, version));
            await System.IO.File.WriteAllTextAsync(Path.Combine(_directory, version, "endpoints.json"), $"[ \"http://v{version}\" ]");
        }

        Directory.CreateSymbolicLink(Path.Combine(_directory, "data"), Path.Combine(_directory, "1"));
        System.IO.File.CreateSymbolicLink(File, Path.Combine(_directory, "data", "endpoints.json"));
        using var subscription = Resolver().Subscribe(_listener);
        Assert.Equal(["http://v1/"], await ListAsync());

        Directory.Delete(Path.Combine(_directory, "data"));
        Directory.CreateSymbolicLink(Path.Combine(_directory, "data"), Path.Combine(_directory, "2"));
        await AdvanceAsync(Interval);

        Assert.Equal(["http://v2/"], await ListAsync());
    }

    [Fact]
    public async Task ARelativePath_IsRelativeToTheDirectoryThatIsCurrentWhenTheResolverIsMade()
    {
        Write("[ \"http://a\" ]");
        using var subscription = new FileResolver(Path.GetRelativePath(Environment.CurrentDirectory, File), time: _clock).Subscribe(_listener);

        Assert.Equal(["http://a/"], await ListAsync());
    }

    [Fact]
    public async Task EachSubscriber_HasReportsOfItsOwn()
    {
        var other = new RecordingListener();
        Write("[ \"http://a\" ]");
        var resolver = new FileResolver(File, Interval, _clock);
        using var first = resolver.Subscribe(_listener);
        using var second = resolver.Subscribe(other);

        Assert.NotNull((await _listener.NextAsync()).Endpoints);
        Assert.NotNull((await other.NextAsync()).Endpoints);
    }

    [Theory]
    [InlineData(99)]
    [InlineData(24 * 86_400_000L + 1)]
    public void AnIntervalOutOfRange_IsRefused(long milliseconds)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new FileResolver("e.json", TimeSpan.FromMilliseconds(milliseconds)));

        Assert.StartsWith("interval must be between 100 ms and 24 days.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\0b")]
    public void APathThatIsNone_IsRefused(string path) => Assert.ThrowsAny<ArgumentException>(() => new FileResolver(path));

    private FileResolver Resolver() => new(File, Interval, _clock, new ScriptedRandom([.. Enumerable.Repeat(0.5, 50)]));

    /// <summary>As one should: what reads meanwhile sees the old file or the new one.</summary>
    private void Write(string? text)
    {
        if (text is null)
        {
            System.IO.File.Delete(File);
            return;
        }

        System.IO.File.WriteAllText(File + ".new", text);
        System.IO.File.Move(File + ".new", File, overwrite: true);
    }

    private async Task<IEnumerable<string>> ListAsync() => (await _listener.NextAsync()).Endpoints!.Select(endpoint => endpoint.Address.ToString());

    private Task AsleepAsync() => _clock.WhenTimersAsync(1).WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Only once the loop sleeps: before, it would not notice.</summary>
    private async Task AdvanceAsync(TimeSpan time)
    {
        await AsleepAsync();
        _clock.Advance(time);
    }
}
