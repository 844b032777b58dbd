using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Balancing.Http.Tests.Support;

/// <summary>Keeps what the library logs.</summary>
internal sealed class CapturingLogger : ILoggerProvider, ILogger
{
    public ConcurrentQueue<(LogLevel Level, int Event, string Message)> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("Balancing", StringComparison.Ordinal) ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue((logLevel, eventId.Id, formatter(state, exception)));

    public void Dispose()
    {
    }
}
