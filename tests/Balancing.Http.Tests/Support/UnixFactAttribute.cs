namespace Balancing.Http.Tests.Support;

/// <summary>A fact that needs all of 127.0.0.0/8.</summary>
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Needs the address 127.0.0.2: Linux only.";
}
