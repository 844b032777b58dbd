namespace Balancing.Tests.Resolution.NameServers;

public sealed class NameServerFactTests
{
    [Fact]
    public void AMissingProgram_IsAReasonToSkip_ThatNamesIt()
    {
        var skip = new NameServerFactAttribute("no-such-name-server").Skip;
        Assert.StartsWith("Needs no-such-name-server, which this machine does not have", skip, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsThere_IsNone() => Assert.Null(new NameServerFactAttribute().Skip);
}
