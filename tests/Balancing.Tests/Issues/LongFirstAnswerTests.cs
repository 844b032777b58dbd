namespace Balancing.Tests.Issues;

/// <summary>Under LeastResponseTime a new endpoint whose first request was a long stream got no other request until the stream had ended.</summary>
public sealed class LongFirstAnswerTests
{
    [Fact]
    public void AnEndpointThatOwesItsFirstAnswer_GetsAnotherChanceNowAndThen()
    {
        var set = EndpointSets.Equal(2);
        var picker = LoadBalancer.LeastResponseTime().CreatePicker(set);
        var now = TimeSpan.FromSeconds(100);
        Answer(set[0]);
        Assert.Same(set[1], Pick());
        set[1].BeginRequest(); // a stream that does not end

        var picks = new List<int>();
        for (var second = 1; second <= 25; second++)
        {
            now += TimeSpan.FromSeconds(1);
            if (Pick() == set[1]) picks.Add(second);
            else Answer(set[0]);
        }

        Assert.Equal([10, 20], picks);

        // Any answer makes it one of them.
        Answer(set[1]);
        set[0].BeginRequest();
        set[0].BeginRequest();
        Assert.Same(set[1], Pick());

        Endpoint Pick() => picker.Pick(new PickContext { Now = now });

        void Answer(Endpoint endpoint) => picker.OnCompleted(endpoint, new RequestOutcome { Latency = TimeSpan.FromMilliseconds(10), Now = now });
    }
}
