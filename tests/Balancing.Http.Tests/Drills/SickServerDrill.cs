using Balancing.Http.Tests.Support;
using Xunit.Abstractions;

namespace Balancing.Http.Tests.Drills;

/// <summary>One of four servers falls ill while requests flow, and recovers: no GET fails, and no POST is carried out twice.</summary>
/// <remarks>
/// <para>
/// That no GET fails is no luck. One retry, the default, is enough while one server is sick: the retry passes over the endpoint that has failed, and it never is the
/// request that tries an ejected one. What remains is an attempt at a server that is well and takes longer than the attempt timeout, or a spent budget.
/// </para>
/// <para>
/// The budget: a server of four that hangs takes a quarter of the requests for the time of the attempt timeout T before the first three of them are over. At r requests a
/// second that is rT/4 retries, if all of them may be sent twice. There are 10 s · 10 from the start, and up to 10 s · 0.2 r later: enough for any T below 8 s.
/// </para>
/// </remarks>
[Collection(OneDrillAtATime.Name)]
public class SickServerDrill(Fleet fleet, ITestOutputHelper output)
{
    private const int Sick = 1;

    // A server that is well answers within milliseconds. The machine may be busy.
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(1);

    public static TheoryData<string, string> Faults => new()
    {
        { "killed", "nothing" },
        { "stopped", "attempt timeout" },
        { "reset-headers", "nothing" },
        { "reset-body", "buffered answers" },
        { "503", "nothing" },
        { "slow 3000 100", "attempt timeout" },
    };

    [UnixTheory]
    [MemberData(nameof(Faults))]
    public async Task OneOfFour_FailsNoGetAndRepeatsNoPost(string fault, string needs)
    {
        using var unobserved = new UnobservedExceptions();
        await using var client = new DrillClient(fleet, o =>
        {
            if (needs == "attempt timeout") o.Resilience.AttemptTimeout = AttemptTimeout;
            if (needs == "buffered answers") o.Resilience.Retry.BufferedResponseSize = 4096;
        });

        var traffic = Traffic.OfGetsAndPosts($"one {fault} ", client.Http);
        await traffic.MoreAsync(100);
        await fleet.BreakAsync(Sick, fault);
        await traffic.MoreAsync(300);
        await Clock.WhenAsync(() => client.Changes.Any(change => change.To == HealthState.Ejected));
        await fleet.MendAsync(Sick, fault);
        await Clock.WhenAsync(() => client.StateOf(fleet[Sick]) == HealthState.Healthy);
        var returned = traffic.Sent;
        await traffic.MoreAsync(100);
        var sent = await traffic.EndAsync();

        await client.IsIdleAsync();
        AssertPromises(sent, await fleet.ArrivalsAsync($"one {fault} "));
        Assert.All(sent.Where(request => request.Number > returned), request => Assert.Null(request.Failure));
        Assert.All(client.Changes.Where(change => change.To == HealthState.Ejected), change => Assert.Equal(fleet[Sick].Address, $"{change.Endpoint}"));
        Assert.Empty(unobserved.Collected());
    }

    private void AssertPromises(IReadOnlyCollection<SentRequest> sent, IReadOnlyList<string>[] arrivals)
    {
        var everywhere = arrivals.SelectMany(ids => ids).CountBy(id => id).ToDictionary();
        var well = arrivals.Where((_, server) => server != Sick).SelectMany(ids => ids).CountBy(id => id).ToDictionary();
        var (gets, posts) = (sent.Where(request => request.Method == HttpMethod.Get).ToList(), sent.Where(request => request.Method == HttpMethod.Post).ToList());
        output.WriteLine(
            $"{gets.Count} GETs: {gets.Count(get => get.Failure is not null)} failed, {gets.Count(get => everywhere[get.Id] > 1)} carried out twice; "
            + $"{posts.Count} POSTs: {posts.Count(post => post.Failure is not null)} failed, {posts.Count(post => everywhere.GetValueOrDefault(post.Id) > 1)} carried out twice.");

        Assert.All(gets, get => Assert.Null(get.Failure));
        Assert.All(posts, post => Assert.InRange(everywhere.GetValueOrDefault(post.Id), post.Failure is null ? 1 : 0, 1));

        // Only the sick server has failed anything, and a second attempt went elsewhere.
        Assert.All(posts.Where(post => post.Failure is not null), post => Assert.DoesNotContain(post.Id, well));
        Assert.All(well, id => Assert.Equal(1, id.Value));
    }
}
