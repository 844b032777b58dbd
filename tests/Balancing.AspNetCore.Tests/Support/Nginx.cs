using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Balancing.AspNetCore.Tests.Support;

/// <summary>A real nginx in front of one server: it adds the address of whoever connects to X-Forwarded-For, as proxies do.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _directory;

    private Nginx(Process process, DirectoryInfo directory, int port)
    {
        (_process, _directory) = (process, directory);
        Address = new IPEndPoint(IPAddress.Loopback, port);
    }

    public static string? Path { get; } = new[] { "/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx" }.FirstOrDefault(File.Exists);

    public IPEndPoint Address { get; }

    public static async Task<Nginx> StartAsync(string upstream)
    {
        var directory = Directory.CreateTempSubdirectory("balancing-nginx");
        var port = FreePort();
        var configuration = System.IO.Path.Combine(directory.FullName, "nginx.conf");
        await File.WriteAllTextAsync(configuration, $$"""
            pid {{directory.FullName}}/nginx.pid;
            error_log {{directory.FullName}}/error.log;
            events { }
            http {
                access_log off;
                client_body_temp_path {{directory.FullName}}; proxy_temp_path {{directory.FullName}};
                fastcgi_temp_path {{directory.FullName}}; uwsgi_temp_path {{directory.FullName}}; scgi_temp_path {{directory.FullName}};
                server {
                    listen 127.0.0.1:{{port}};
                    location / {
                        proxy_pass {{upstream}};
                        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                    }
                }
            }
            """);
        var process = Process.Start(new ProcessStartInfo(Path!, ["-c", configuration, "-p", directory.FullName, "-g", "daemon off; master_process off;"]) { UseShellExecute = false, RedirectStandardError = true })!;
        var nginx = new Nginx(process, directory, port);
        await nginx.ListensAsync();
        return nginx;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _directory.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task ListensAsync()
    {
        var give = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(Address);
                return;
            }
            catch (SocketException) when (TimeProvider.System.GetElapsedTime(give) < TimeSpan.FromSeconds(20) && !_process.HasExited)
            {
                await Task.Yield();
            }
        }
    }
}
