using Balancing.Resolution;

namespace Balancing.Tests.Issues;

/// <summary>
/// Under LeastResponseTime an endpoint that stopped answering drew more and more traffic, in the end all of it: its estimate faded while
/// its requests waited, and requests that the caller gave up count for nothing.
/// </summary>
public sealed class HungEndpointTests
{
    private const int PerSecond = 100;

    [Theory]
    [InlineData(2)]
    [InlineData(30)]
    [InlineData(100)]
    public void AnEndpointThatHangs_GetsFewRequests_HoweverLongItHangs(int timeoutSeconds)
    {
        var clock = new FakeTimeProvider();
        using var cluster = new Cluster("test", new StaticResolver(EndpointSets.Descriptions(3)), LoadBalancer.LeastResponseTime(), new ClusterOptions { TimeProvider = clock });
        var hung = cluster.Endpoints[0];
        var waiting = new Queue<Attempt>();

        for (var i = 0; i < 10 * PerSecond; i++) Request(answers: true);
        var worst = 0;
        for (var minute = 0; minute < 5; minute++)
        {
            var taken = 0;
            for (var i = 0; i < 60 * PerSecond; i++) taken += Request(answers: false) ? 1 : 0;
            worst = Math.Max(worst, taken);
        }

        // A third is what it had when it was well; with one request at a time and the shortest timeout it would be 30 per minute.
        Assert.InRange(worst, 0, 60 * PerSecond / 20);

        bool Request(bool answers)
        {
            clock.Advance(TimeSpan.FromSeconds(1.0 / PerSecond));
            while (waiting.TryPeek(out var oldest) && oldest.Elapsed >= TimeSpan.FromSeconds(timeoutSeconds)) waiting.Dequeue().Complete(OutcomeKind.Cancelled);
            var attempt = cluster.Begin();
            if (answers || attempt.Endpoint != hung)
            {
                attempt.Complete(OutcomeKind.Success, TimeSpan.FromMilliseconds(10));
                return false;
            }

            waiting.Enqueue(attempt);
            return true;
        }
    }
}
