using Balancing.Http.Tests.Drills;
using Balancing.Http.Tests.Support;
using Balancing.Resolution;

namespace Balancing.Http.Tests.Topology;

/// <summary>Two servers of version 1 for everybody, two of version 2 for those who ask.</summary>
[Collection(OneDrillAtATime.Name)]
public class CanaryDrill(Fleet fleet)
{
    private static readonly MetadataConstraint Version2 = MetadataConstraint.Require("version", "v2");

    [UnixFact]
    public async Task Version_IsThatOfTheHeader_AsLongAsThereIsOne()
    {
        int[] v1 = [fleet[0].Port, fleet[1].Port], v2 = [fleet[2].Port, fleet[3].Port];
        EndpointDescription[] all = [.. fleet.Addresses.Select((address, i) => new EndpointDescription(address) { Metadata = new Dictionary<string, string> { ["version"] = i < 2 ? "v1" : "v2" } })];
        var resolver = new PushResolver(all);
        await using var client = new DrillClient(fleet, o =>
        {
            o.Endpoints.Clear();
            o.UseResolver(resolver);
            o.Topology.MetadataKeys = ["version"];
            o.Topology.DefaultMetadata = new() { ["version"] = "v1" };
            o.UseMetadataConstraint(request => request.Headers.Contains("X-Canary") ? Version2 : null);
        });

        Assert.Equal(v1.Order(), (await ServedLoad.BurstAsync(client.Http, 200)).Keys.Order());
        Assert.Equal(v2.Order(), (await ServedLoad.BurstAsync(client.Http, 200, AsCanary)).Keys.Order());

        // One of them dies: the retry stays among those of its version.
        await fleet.BreakAsync(2, "killed");
        Assert.Equal([fleet[3].Port], (await ServedLoad.BurstAsync(client.Http, 200, AsCanary)).Keys);
        await fleet.MendAsync(2, "killed");

        // Both leave.
        resolver.Update(all[..2]);
        var attempts = client.Attempts;
        var error = await Assert.ThrowsAsync<NoEndpointHttpException>(() => ServedLoad.BurstAsync(client.Http, 1, AsCanary));
        Assert.Equal(NoEndpointReason.NoneMatches, error.Reason);
        Assert.Equal(attempts, client.Attempts);
        Assert.Equal(v1.Order(), (await ServedLoad.BurstAsync(client.Http, 200, request => request.PreferMetadata("version", "v2"))).Keys.Order());
        await client.IsIdleAsync();

        static void AsCanary(HttpRequestMessage request) => request.Headers.Add("X-Canary", "1");
    }
}
