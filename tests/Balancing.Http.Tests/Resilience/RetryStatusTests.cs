using Balancing.Http.Resilience;
using Balancing.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.Http.Tests.Resilience;

/// <summary>Which statuses are tried again is the user's to say, and has nothing to do with what counts against an endpoint.</summary>
public class RetryStatusTests
{
    [Fact]
    public async Task Statuses_ReplaceTheUsualOnes()
    {
        var options = ResilienceRig.Options();
        options.Retry.Statuses = [500, 429];

        foreach (var (status, attempts) in new[] { (500, 2), (429, 2), (503, 1), (502, 1), (404, 1) })
        {
            using var rig = new ResilienceRig(_ => ResilienceRig.Status(status), options);
            (await rig.Client.GetAsync("/")).Dispose();
            Assert.Equal(attempts, rig.Attempts);
        }
    }

    [Fact]
    public async Task StatusThatIsNoFailureOfTheEndpoint_IsTriedElsewhereAtOnceAllTheSame()
    {
        // A 404 of one who has not got the news yet: a success for outlier detection.
        var options = ResilienceRig.Options();
        options.Retry.Statuses = [404];
        using var rig = new ResilienceRig(number => number == 0 ? ResilienceRig.Status(404) : ResilienceRig.Ok(), options);

        Assert.Equal("well", await rig.Client.GetStringAsync("/"));

        Assert.Equal(["10.0.0.1", "10.0.0.2"], rig.Hosts);
    }

    [Fact]
    public async Task StatusThatAnotherClassifierForgives_IsTriedElsewhere()
    {
        var hosts = new StubHandler(request => request.RequestUri!.Host == "10.0.0.1" ? ResilienceRig.Status(503) : ResilienceRig.Ok());
        await using var services = Services.Build(s => s
            .AddBalancedHttpClient("catalog", o =>
            {
                o.AddEndpoint("http://10.0.0.1").AddEndpoint("http://10.0.0.2").UseLoadBalancer(new OrderedLoadBalancer());
                o.FailureStatuses = [500];
            })
            .ConfigurePrimaryHttpMessageHandler(() => hosts));

        Assert.Equal("well", await services.Client("catalog").GetStringAsync("/"));

        Assert.Equal(["10.0.0.1", "10.0.0.2"], hosts.Uris.Select(uri => uri.Host));
    }

    [Fact]
    public void Statuses_EmptyMeansTheUsualOnes()
    {
        var rules = new RetryRules([]);

        var retried = Enumerable.Range(100, 900).Where(status => rules.Judge((System.Net.HttpStatusCode)status) != RetryVerdict.Final);

        Assert.Equal([502, 503, 504], retried);
    }
}
