namespace Balancing.Tests.Hashing;

public sealed class HashingOptionsTests
{
    public static TheoryData<string, HashingOptions> Violations => new()
    {
        { "LoadFactor", new HashingOptions { LoadFactor = 1 } },
        { "LoadFactor", new HashingOptions { LoadFactor = 1000.1 } },
        { "LoadFactor", new HashingOptions { LoadFactor = double.NaN } },
        { "MaglevTableSize", new HashingOptions { MaglevTableSize = 2 } },
        { "MaglevTableSize", new HashingOptions { MaglevTableSize = 65_536 } },
        { "MaglevTableSize", new HashingOptions { MaglevTableSize = 5_000_023 } },
        { "MinRingSize", new HashingOptions { MinRingSize = 0 } },
        { "MinRingSize", new HashingOptions { MinRingSize = (1 << 23) + 1 } },
        { "MaxRingSize", new HashingOptions { MaxRingSize = 255 } },
        { "MaxRingSize", new HashingOptions { MaxRingSize = (1 << 23) + 1 } },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public void AValueOutOfRange_IsRefused_ByName(string name, HashingOptions options)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => LoadBalancer.IpHash(options));
        Assert.Equal(name, error.ParamName);
        Assert.Contains($"{name} must be", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_AreAccepted()
    {
        new HashingOptions().Validate();
        new HashingOptions { LoadFactor = 1000, MaglevTableSize = 5_000_011, MinRingSize = 1 << 23 }.Validate();
        new HashingOptions { LoadFactor = 1.000001, MaglevTableSize = 3, MinRingSize = 1, MaxRingSize = 1 }.Validate();
    }

    [Fact]
    public void Settings_AreCopied()
    {
        var options = new HashingOptions { LoadFactor = 1.01 };
        var strategy = LoadBalancer.Rendezvous(options);
        options.LoadFactor = null;
        var picker = strategy.CreatePicker(EndpointSets.Equal(2));
        var first = picker.Pick(Hashed.Context(1));
        for (var i = 0; i < 2; i++) first.BeginRequest();
        Assert.NotSame(first, picker.Pick(Hashed.Context(1)));
    }
}
