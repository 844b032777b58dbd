using System.Collections.Concurrent;

namespace Balancing.Http.Tests.Drills;

/// <summary>The exceptions of tasks that nobody has looked at: those of the process, so what was there before is got rid of first.</summary>
internal sealed class UnobservedExceptions : IDisposable
{
    private readonly ConcurrentQueue<Exception> _seen = new();

    public UnobservedExceptions()
    {
        Collect();
        TaskScheduler.UnobservedTaskException += OnUnobserved;
    }

    public IReadOnlyCollection<Exception> Collected()
    {
        Collect();
        return _seen;
    }

    public void Dispose() => TaskScheduler.UnobservedTaskException -= OnUnobserved;

    // A task's exception is told when its holder is finalised.
    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs e) => _seen.Enqueue(e.Exception);
}
