using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Balancing.Http;
using Balancing.Resolution;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Balancing.Docs.Tests;

/// <summary>The JSON of the documentation is JSON, and the clients configured in it start.</summary>
public sealed partial class JsonBlockTests
{
    public static TheoryData<string> Blocks => CodeBlock.Names(block => block.Language == "json");

    public static TheoryData<string> Configurations =>
        CodeBlock.Names(block => block.Language == "json" && !IsFile(block) && ClientKeys.Any(key => block.Text.Contains($"\"{key}\"", StringComparison.Ordinal)));

    public static TheoryData<string> EndpointFiles => CodeBlock.Names(IsFile);

    /// <summary>A section with one of these is a client's.</summary>
    private static readonly string[] ClientKeys = ["Endpoints", "Discovery"];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Block_Parses(string name)
    {
        using var parsed = JsonDocument.Parse(CodeBlock.Named(name).Text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });

        Assert.Equal(JsonValueKind.Object, parsed.RootElement.ValueKind);
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Configuration_Starts(string name)
    {
        var block = CodeBlock.Named(name);
        using var json = new MemoryStream(Encoding.UTF8.GetBytes(block.Text));
        var configuration = new ConfigurationBuilder().AddJsonStream(json).Build();
        var clients = ClientsIn(configuration).ToList();
        var services = new ServiceCollection();
        foreach (var strategy in StrategiesAddedIn(block.File)) services.AddLoadBalancer(strategy, _ => LoadBalancer.RoundRobin());
        services.AddSingleton<IConfiguration>(configuration);
        foreach (var client in clients) services.AddBalancedHttpClient(client.Key, client);
        using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IStartupValidator>().Validate();

        Assert.NotEmpty(clients);
        Assert.All(clients, client =>
        {
            // What is discovered is not there at once, nor at all where the documents are tested.
            var cluster = provider.GetRequiredService<BalancedClusters>()[client.Key];
            if (!client.GetSection("Discovery").Exists()) Assert.NotEmpty(cluster.Endpoints);
        });
    }

    [Theory]
    [MemberData(nameof(EndpointFiles))]
    public async Task EndpointFile_IsRead(string name)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, CodeBlock.Named(name).Text);
            using var cluster = new Cluster("file", new FileResolver(file), LoadBalancer.RoundRobin(), new ClusterOptions { FirstResolutionTimeout = TimeSpan.FromSeconds(30) });

            _ = await cluster.BeginAsync();

            Assert.NotEmpty(cluster.Endpoints);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static bool IsFile(CodeBlock block) => block.Language == "json" && block.Marks.Contains("file", StringComparer.Ordinal);

    private static IEnumerable<IConfigurationSection> ClientsIn(IConfiguration configuration) =>
        configuration.GetChildren().SelectMany(child => ClientKeys.Any(key => child.GetSection(key).Exists()) ? [child] : ClientsIn(child));

    /// <summary>A document may add a strategy in a C# block and name it in a JSON block.</summary>
    private static IEnumerable<string> StrategiesAddedIn(string file) =>
        CodeBlock.All
            .Where(block => block.File == file && block.Language == "csharp")
            .SelectMany(block => AddLoadBalancer().Matches(block.Text))
            .Select(match => match.Groups["name"].Value)
            .Distinct(StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"AddLoadBalancer\(""(?<name>[^""]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AddLoadBalancer();
}
