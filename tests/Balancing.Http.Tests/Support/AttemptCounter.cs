namespace Balancing.Http.Tests.Support;

/// <summary>Counts the attempts that go to one port.</summary>
internal sealed class AttemptCounter(int port)
{
    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Completes at the next attempt.</summary>
    public Task Next => _next.Task;

    public void See(HttpRequestMessage request)
    {
        if (request.RequestUri!.Port != port) return;
        Interlocked.Increment(ref _count);
        Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }
}
