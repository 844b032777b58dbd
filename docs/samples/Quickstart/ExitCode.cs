namespace Quickstart;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>At least one request failed, or the servers counted other than the client; of a drill, more failed than may.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Ctrl+C, or asked to end; 128 + SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;
}
