namespace Balancing.Tests.Planning;

public sealed class SubsetOptionsTests
{
    public static TheoryData<string, SubsetOptions> Violations => new()
    {
        { "Size", new SubsetOptions { Size = 0 } },
        { "Size", new SubsetOptions { Size = 100_001 } },
        { "ClientCount", new SubsetOptions { ClientIndex = 0, ClientCount = 0 } },
        { "ClientCount", new SubsetOptions { ClientIndex = 0, ClientCount = 1_000_001 } },
        { "ClientCount", new SubsetOptions { ClientCount = 3 } },
        { "ClientIndex", new SubsetOptions { ClientIndex = 0 } },
        { "ClientIndex", new SubsetOptions { ClientIndex = 3, ClientCount = 3 } },
        { "ClientIndex", new SubsetOptions { ClientIndex = -1, ClientCount = 3 } },
        { "ClientId", new SubsetOptions { ClientId = "" } },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public void AValueOutOfRange_IsRefused_ByName(string name, SubsetOptions options)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(options.Validate);
        Assert.Equal($"Subset.{name}", error.ParamName);
        Assert.Contains($"Subset.{name} must be", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_AreAccepted()
    {
        new SubsetOptions().Validate();
        new SubsetOptions { Size = 1, ClientIndex = 0, ClientCount = 1 }.Validate();
        new SubsetOptions { Size = 100_000, ClientIndex = 999_999, ClientCount = 1_000_000, ClientId = "a" }.Validate();
    }

    [Fact]
    public void AFrozenCopy_DoesNotChange()
    {
        var options = new SubsetOptions { Size = 5 };
        var frozen = options.Frozen();
        options.Size = 6;
        Assert.Equal(5, frozen.Size);
    }
}
