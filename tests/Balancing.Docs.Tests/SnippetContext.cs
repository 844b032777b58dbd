// What the C# blocks of the documentation may use without saying so. Compiled together with each block; the text of a block comes first,
// so a block that declares a variable of the same name uses its own.
global using System;
global using System.Collections.Generic;
global using System.IO;
global using System.Linq;
global using System.Net;
global using System.Net.Http;
global using System.Net.Http.Json;
global using System.Threading;
global using System.Threading.Tasks;
global using Balancing;
global using Balancing.Http;
global using Balancing.Resolution;
global using Microsoft.AspNetCore.Builder;
global using Microsoft.Extensions.Configuration;
global using Microsoft.Extensions.DependencyInjection;
global using Microsoft.Extensions.Hosting;
global using Microsoft.Extensions.Options;
global using Xunit;
global using static SnippetContext;

public static class SnippetContext
{
    public static WebApplicationBuilder builder => throw new NotSupportedException("Only there to be compiled against.");

    public static IServiceCollection services { get; } = new ServiceCollection();

    public static IServiceProvider provider => services.BuildServiceProvider();

    public static IConfiguration configuration { get; } = new ConfigurationManager();

    public static IHttpClientFactory factory => provider.GetRequiredService<IHttpClientFactory>();

    public static HttpClient client { get; } = new();

    public static HttpRequestMessage request { get; } = new();

    public static Cluster cluster { get; } = new("example", new StaticResolver("http://10.0.0.1:8080"), LoadBalancer.RoundRobin());

    public static CancellationToken cancellationToken => CancellationToken.None;
}
