using Balancing.Http.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Balancing.Http.Tests.Issues;

/// <summary>A body that had been read already was, when read again, silently empty instead of an exception, or of the same body where there still is one.</summary>
public class ConsumedBodyTests
{
    public static TheoryData<string, string> Twice => new()
    {
        { "CopyTo", "CopyTo" },
        { "CopyTo", "ReadAsString" },
        { "CopyTo", "ReadAsStream" },
        { "ReadAsStream", "CopyTo" },
        { "ReadAsStream", "ReadAsString" },
        { "ReadAsString", "ReadAsString" },
        { "ReadAsString", "ReadAsStream" },
        { "ReadAsString", "CopyTo" },
        { "ReadAsStream", "ReadAsStream" },
    };

    [Theory]
    [MemberData(nameof(Twice))]
    public async Task SecondReading_IsWhatItIsWithoutBalancing(string first, string second)
    {
        await using var server = await TestServer.StartAsync(context => context.Response.WriteAsync("body"));
        using var balanced = new HttpClient(BalancingHandlerChain.Create(TestClusters.Of(server.Address)));
        using var plain = new HttpClient();

        Assert.Equal(await ReadTwiceAsync(plain, server.Address), await ReadTwiceAsync(balanced, "http://catalog/"));

        async Task<string> ReadTwiceAsync(HttpClient client, string address)
        {
            using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
            return $"{await ReadAsync(response.Content, first)}, {await ReadAsync(response.Content, second)}";
        }
    }

    [Theory]
    [MemberData(nameof(Twice))]
    public async Task SecondReading_OfABodyInMemory_IsWhatItIsWithoutBalancing(string first, string second)
    {
        using var balanced = new HttpMessageInvoker(new BalancingHandler(TestClusters.Of("http://10.0.0.1"), new StubHandler()));
        using var plain = new HttpMessageInvoker(new StubHandler());

        Assert.Equal(await ReadTwiceAsync(plain), await ReadTwiceAsync(balanced));

        async Task<string> ReadTwiceAsync(HttpMessageInvoker client)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/");
            using var response = await client.SendAsync(request, default);
            return $"{await ReadAsync(response.Content, first)}, {await ReadAsync(response.Content, second)}";
        }
    }

    private static async Task<string> ReadAsync(HttpContent content, string how)
    {
        try
        {
            using var into = new MemoryStream();
            if (how == "ReadAsString") return await content.ReadAsStringAsync();
            if (how == "CopyTo") await content.CopyToAsync(into);
            else await (await content.ReadAsStreamAsync()).CopyToAsync(into);
            return System.Text.Encoding.UTF8.GetString(into.ToArray());
        }
        catch (InvalidOperationException)
        {
            return "refused";
        }
    }
}
