namespace Balancing.Http.Tests.Support;

/// <summary>A theory that needs signals and all of 127.0.0.0/8.</summary>
internal sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Needs SIGSTOP and the address 127.0.0.2: Linux only.";
}
