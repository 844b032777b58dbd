namespace Balancing.AspNetCore.Tests.Support;

/// <summary>A test through a real nginx, and from several addresses of the loopback network.</summary>
internal sealed class NginxFactAttribute : FactAttribute
{
    public NginxFactAttribute() => Skip =
        !OperatingSystem.IsLinux() ? "Needs all of 127.0.0.0/8: Linux only."
        : Nginx.Path is null ? "nginx is not installed (Debian: apt-get install nginx-light)."
        : null;
}
