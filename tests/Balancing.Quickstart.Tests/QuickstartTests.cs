using System.Net;
using System.Net.Sockets;

namespace Balancing.Quickstart.Tests;

public class QuickstartTests
{
    [Fact]
    public async Task Json_ShowsEveryStrategyAtItsShares()
    {
        const int Requests = 400;
        var run = await QuickstartProcess.RunAsync("--json", "--requests", $"{Requests}");

        Assert.Equal("", run.Errors);
        Assert.Equal(0, run.ExitCode);

        // IpHash stands for the algorithms it is made of.
        var expectedNames = BalancingStrategies.All.Keys.Except([BalancingStrategies.Rendezvous, BalancingStrategies.RingHash, BalancingStrategies.Maglev], StringComparer.Ordinal);
        Assert.Equal(expectedNames.Order(StringComparer.Ordinal), run.Strategies.Select(s => s.Name).Order(StringComparer.Ordinal));
        Assert.All(run.Strategies, strategy =>
        {
            Assert.Equal(Requests, strategy.Requests);
            Assert.Equal(0, strategy.Failed);
            Assert.Equal(4, strategy.ByEndpoint.Count);
            Assert.Equal(Requests, strategy.Counts.Sum());
            Assert.InRange(strategy.P50Ms!.Value, 1, strategy.P99Ms!.Value);
        });

        Assert.All(run.CountsOf(BalancingStrategies.RoundRobin), count => Assert.InRange(count, (Requests / 4) - 1, (Requests / 4) + 1));

        var weighted = run.CountsOf(BalancingStrategies.WeightedRoundRobin);
        for (var i = 0; i < 4; i++)
        {
            var expected = Requests * (4 - i) / 10.0;
            Assert.InRange(weighted[i], expected * 0.99, expected * 1.01);
        }

        // The fastest has 40 % of the weights and the slowest 10 %. Least response time goes further.
        var fastestFirst = run.CountsOf(BalancingStrategies.LeastResponseTime);
        Assert.True(fastestFirst[0] > fastestFirst[3] * 4, $"fastest {fastestFirst[0]}, slowest {fastestFirst[3]}");
    }

    [Fact]
    public async Task Output_InAPipe_IsPlainText()
    {
        var run = await QuickstartProcess.RunAsync("--strategy", "roundrobin", "--strategy", "IpHash", "--requests", "50", "--concurrency", "3");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("RoundRobin", run.Output, StringComparison.Ordinal);
        Assert.Contains("IpHash", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("LeastConnections", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Output, c => char.IsControl(c) && c is not '\n' and not '\r');
    }

    [Fact]
    public async Task Backends_OfTheUser_AreCountedOnBothSides()
    {
        await using var first = await CountingServer.StartAsync();
        await using var second = await CountingServer.StartAsync();

        // A base path is part of an endpoint's address.
        var run = await QuickstartProcess.RunAsync("--json", "--requests", "101", "--strategy", "RoundRobin", "--backends", first.Url, $"{second.Url}/base/");

        Assert.Equal(0, run.ExitCode);
        var byEndpoint = Assert.Single(run.Strategies).ByEndpoint;
        Assert.Equal([first.Url, $"{second.Url}/base"], byEndpoint.Keys.ToArray());
        Assert.Equal([first.Received, second.Received], byEndpoint.Values.ToArray());
        Assert.Equal(101, first.Received + second.Received);
        Assert.InRange(first.Received, 50, 51);
    }

    [Fact]
    public async Task UnreachableBackend_FailsNothing_AndAnswersNothing()
    {
        await using var alive = await CountingServer.StartAsync();
        var dead = UnusedUrl();

        var run = await QuickstartProcess.RunAsync("--json", "--requests", "40", "--strategy", "RoundRobin", "--backends", alive.Url, dead);

        Assert.Equal("", run.Errors);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(0, Assert.Single(run.Strategies).Failed);
        Assert.Equal([40, 0], run.Strategies[0].Counts);
        Assert.Equal(40, alive.Received);
    }

    [Fact]
    public async Task OnlyUnreachableBackends_FailTheRun()
    {
        var run = await QuickstartProcess.RunAsync("--json", "--requests", "40", "--strategy", "RoundRobin", "--backends", UnusedUrl(), UnusedUrl());

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("RoundRobin: 40 of 40 requests failed.", run.Errors, StringComparison.Ordinal);
        Assert.Equal([0, 0], Assert.Single(run.Strategies).Counts);
    }

    [Fact]
    public async Task ErrorStatus_FailsTheRun()
    {
        await using var broken = await CountingServer.StartAsync(status: 500);

        var run = await QuickstartProcess.RunAsync("--requests", "5", "--strategy", "Random", "--backends", broken.Url);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Random: 5 of 5 requests failed.", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SilentBackend_DoesNotHoldTheRunUp()
    {
        // Accepts connections, never answers.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        var run = await QuickstartProcess.RunAsync("--json", "--requests", "16", "--strategy", "Random", "--backends", $"http://{silent.LocalEndpoint}");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(16, Assert.Single(run.Strategies).Failed);
        Assert.Null(run.Strategies[0].P50Ms);
        Assert.InRange(run.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

    [Theory]
    [InlineData("--strategy is 'Fastest'; it must be one of RoundRobin, ", "--strategy", "Fastest")]
    [InlineData("--requests is '0'; it must be a whole number", "--requests", "0")]
    [InlineData("--concurrency is '-1'; it must be a whole number", "--concurrency", "-1")]
    [InlineData("--requests needs a value.", "--requests", "--json")]
    [InlineData("--backends has 'ftp://localhost'; it must be an http or https URL", "--backends", "ftp://localhost")]
    [InlineData("--backends has 'HTTP://Localhost/' twice.", "--backends", "http://localhost", "HTTP://Localhost/")]
    [InlineData("'--fast' is not an option.", "--fast")]
    [InlineData("--drill does not take --requests: ", "--drill", "--requests", "10")]
    [InlineData("--drill does not take --backends: ", "--backends", "http://localhost", "--drill")]
    [InlineData("--drill takes one --strategy, not several.", "--drill", "--strategy", "Random", "--strategy", "RoundRobin")]
    public async Task BadOptions_AreRefusedInOneLine(string message, params string[] args)
    {
        var run = await QuickstartProcess.RunAsync(args);

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.StartsWith(message, run.Errors, StringComparison.Ordinal);
        Assert.Single(run.Errors.Trim().Split('\n'));
    }

    [Fact]
    public async Task Help_NamesEveryOption()
    {
        var run = await QuickstartProcess.RunAsync("--help");

        Assert.Equal(0, run.ExitCode);
        Assert.All((string[])["--strategy", "--requests", "--concurrency", "--backends", "--drill", "--json"], option => Assert.Contains(option, run.Output, StringComparison.Ordinal));
    }

    private static string UnusedUrl()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://{listener.LocalEndpoint}";
    }
}
