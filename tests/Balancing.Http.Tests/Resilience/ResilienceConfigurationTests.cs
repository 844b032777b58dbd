using Balancing.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Balancing.Http.Tests.Resilience;

/// <summary>Every key is bound; a mistake names key, value and range.</summary>
public class ResilienceConfigurationTests
{
    [Fact]
    public async Task Section_BindsEveryKey()
    {
        var options = await BindAsync(
            ("Resilience:AttemptTimeout", "00:00:11"),
            ("Resilience:TotalTimeout", "00:00:12"),
            ("Resilience:Retry:MaxRetries", "3"),
            ("Resilience:Retry:Statuses:0", "500"),
            ("Resilience:Retry:MaxBodySize", "4"),
            ("Resilience:Retry:BufferedResponseSize", "5"),
            ("Resilience:Retry:BaseDelay", "00:00:06"),
            ("Resilience:Retry:MaxDelay", "00:00:07"),
            ("Resilience:Retry:MaxRetryAfter", "00:00:08"),
            ("Resilience:Retry:Budget:Share", "0.9"),
            ("Resilience:Retry:Budget:MinPerSecond", "10.5"),
            ("Resilience:Hedging:Enabled", "true"),
            ("Resilience:Hedging:Delay", "00:00:13"),
            ("Resilience:Hedging:Quantile", "0.75"),
            ("Resilience:Hedging:MaxHedges", "4"),
            ("Resilience:Hedging:Budget:Share", "0.15"),
            ("Resilience:Hedging:Budget:MinPerSecond", "16"),
            ("ConcurrencyLimits:MaxInFlight", "17"),
            ("ConcurrencyLimits:MaxInFlightPerEndpoint", "18"),
            ("ConcurrencyLimits:MaxQueueLength", "19"),
            ("ConcurrencyLimits:QueueTimeout", "00:00:20"),
            ("ConcurrencyLimits:Adaptive:Enabled", "true"),
            ("ConcurrencyLimits:Adaptive:InitialLimit", "21"),
            ("ConcurrencyLimits:Adaptive:MinLimit", "2"),
            ("ConcurrencyLimits:Adaptive:MaxLimit", "23"),
            ("ConcurrencyLimits:Adaptive:Backoff", "0.24"),
            ("ConcurrencyLimits:Adaptive:MaxLatency", "00:00:25"));

        var (resilience, retry, hedging, limits) = (options.Resilience, options.Resilience.Retry, options.Resilience.Hedging, options.ConcurrencyLimits);
        Assert.Equal((S(11), S(12)), (resilience.AttemptTimeout, resilience.TotalTimeout));
        Assert.Equal((3, 4, 5), (retry.MaxRetries, retry.MaxBodySize, retry.BufferedResponseSize));
        Assert.Equal([500], retry.Statuses);
        Assert.Equal((S(6), S(7), S(8)), (retry.BaseDelay, retry.MaxDelay, retry.MaxRetryAfter));
        Assert.Equal((0.9, 10.5), (retry.Budget.Share, retry.Budget.MinPerSecond));
        Assert.Equal((true, S(13), 0.75, 4), (hedging.Enabled, hedging.Delay, hedging.Quantile, hedging.MaxHedges));
        Assert.Equal((0.15, 16), (hedging.Budget.Share, hedging.Budget.MinPerSecond));
        Assert.Equal((17, 18, 19, S(20)), (limits.MaxInFlight, limits.MaxInFlightPerEndpoint, limits.MaxQueueLength, limits.QueueTimeout));
        Assert.Equal((true, 21, 2, 23), (limits.Adaptive.Enabled, limits.Adaptive.InitialLimit, limits.Adaptive.MinLimit, limits.Adaptive.MaxLimit));
        Assert.Equal((0.24, S(25)), (limits.Adaptive.Backoff, limits.Adaptive.MaxLatency));
    }

    [Theory]
    [InlineData("Resilience:Retry:MaxRetries", "11", "it must be between 0 and 10.")]
    [InlineData("Resilience:Retry:MaxRetries", "-1", "it must be between 0 and 10.")]
    [InlineData("Resilience:Retry:Statuses:0", "399", "it must be between 400 and 599.")]
    [InlineData("Resilience:Retry:MaxBodySize", "-1", "it must be between 0 and 1,073,741,824.")]
    [InlineData("Resilience:Retry:BufferedResponseSize", "1073741825", "it must be between 0 and 1,073,741,824.")]
    [InlineData("Resilience:Retry:BaseDelay", "00:01:01", "it must be between 0 and 1 minute.")]
    [InlineData("Resilience:Retry:MaxDelay", "-00:00:01", "it must be between 0 and 1 minute.")]
    [InlineData("Resilience:Retry:MaxRetryAfter", "01:00:01", "it must be between 0 and 1 hour.")]
    [InlineData("Resilience:Retry:Budget:Share", "NaN", "it must be between 0 and 10.")]
    [InlineData("Resilience:Retry:Budget:MinPerSecond", "1000001", "it must be between 0 and 1,000,000.")]
    [InlineData("Resilience:Hedging:Delay", "01:00:01", "it must be between 0 and 1 hour.")]
    [InlineData("Resilience:Hedging:Quantile", "0.4", "it must be between 0.5 and 0.999.")]
    [InlineData("Resilience:Hedging:MaxHedges", "6", "it must be between 1 and 5.")]
    [InlineData("Resilience:Hedging:Budget:Share", "-1", "it must be between 0 and 10.")]
    [InlineData("Resilience:AttemptTimeout", "00:00:00", "it must be between 1 ms and 1 day.")]
    [InlineData("Resilience:TotalTimeout", "2.00:00:00", "it must be between 1 ms and 1 day.")]
    [InlineData("ConcurrencyLimits:MaxInFlight", "0", "it must be at least 1.")]
    [InlineData("ConcurrencyLimits:MaxInFlightPerEndpoint", "0", "it must be at least 1.")]
    [InlineData("ConcurrencyLimits:MaxQueueLength", "1000001", "it must be between 0 and 1,000,000.")]
    [InlineData("ConcurrencyLimits:QueueTimeout", "00:00:00", "it must be above 0 and at most 1 hour.")]
    [InlineData("ConcurrencyLimits:Adaptive:MinLimit", "0", "it must be at least 1.")]
    [InlineData("ConcurrencyLimits:Adaptive:MaxLimit", "0", "it must be at least MinLimit, 1.")]
    [InlineData("ConcurrencyLimits:Adaptive:InitialLimit", "1001", "it must be between MinLimit, 1, and MaxLimit, 1000.")]
    [InlineData("ConcurrencyLimits:Adaptive:Backoff", "1", "it must be between 0.1 and 0.99.")]
    [InlineData("ConcurrencyLimits:Adaptive:MaxLatency", "00:00:00", "it must be above 0.")]
    [InlineData("Resilience", "off", "it must be a section: the settings stand below it.")]
    [InlineData("Resilience:Retry", "false", "it must be a section: the settings stand below it.")]
    [InlineData("Resilience:Retry:Budget", "0.5", "it must be a section: the settings stand below it.")]
    [InlineData("Resilience:Hedging", "true", "it must be a section: the settings stand below it.")]
    [InlineData("Resilience:Hedging:Budget", "1", "it must be a section: the settings stand below it.")]
    [InlineData("ConcurrencyLimits", "10", "it must be a section: the settings stand below it.")]
    [InlineData("ConcurrencyLimits:Adaptive", "true", "it must be a section: the settings stand below it.")]
    [InlineData("Resilience:Retry:Statuses", "503", "it must be a list.")]
    public async Task Mistake_NamesKeyValueAndRange(string key, string value, string range)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => BindAsync((key, value)));

        Assert.Contains($"Catalog:{key} is '{value}', which is wrong: {range}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATotalTimeout_IsNotShorterThanThatOfAnAttempt()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => BindAsync(("Resilience:TotalTimeout", "00:00:59"), ("Resilience:AttemptTimeout", "00:01:00")));

        Assert.Contains("Catalog:Resilience:TotalTimeout is '00:00:59', which is wrong: it must be at least AttemptTimeout, 00:01:00.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Resilience:Retrys:MaxRetries", "Retrys")]
    [InlineData("Resilience:Retry:Max", "Max")]
    [InlineData("Resilience:Hedging:On", "On")]
    [InlineData("ConcurrencyLimits:Max", "Max")]
    [InlineData("ConcurrencyLimits:Adaptive:On", "On")]
    public async Task UnknownKey_IsRefused(string key, string name)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => BindAsync((key, "1")));

        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
    }

    private static TimeSpan S(int seconds) => TimeSpan.FromSeconds(seconds);

    private static async Task<BalancedHttpClientOptions> BindAsync(params (string Key, string? Value)[] values)
    {
        var configuration = Services.Configuration([("Catalog:Endpoints", "http://10.0.0.1"), .. values.Select(pair => ($"Catalog:{pair.Key}", pair.Value))]);
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", configuration.GetSection("Catalog")));
        return services.GetRequiredService<IOptionsMonitor<BalancedHttpClientOptions>>().Get("catalog");
    }
}
