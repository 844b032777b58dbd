using System.Reflection;

namespace Balancing.Tests;

public sealed class BalancingStrategiesTests
{
    public static TheoryData<string> Names => [.. Constants.Select(constant => constant.Name)];

    private static IEnumerable<FieldInfo> Constants => typeof(BalancingStrategies).GetFields().Where(candidate => candidate.IsLiteral);

    [Fact]
    public void EveryName_IsListed_AndEveryListedName_IsAConstant()
    {
        Assert.Equal(11, BalancingStrategies.All.Count);
        var names = Constants.Select(constant => (string)constant.GetRawConstantValue()!);
        Assert.Equal(BalancingStrategies.All.Keys.ToHashSet(StringComparer.Ordinal), names.ToHashSet(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AName_MakesTheLoadBalancerOfThatName_InAnyCase(string name)
    {
        var expected = (ILoadBalancer)MethodOf(name).Invoke(null, new object?[MethodOf(name).GetParameters().Length])!;
        Assert.IsType(expected.GetType(), BalancingStrategies.All[name](null, null));
        Assert.IsType(expected.GetType(), BalancingStrategies.All[name.ToUpperInvariant()](null, null));
    }

    private static System.Reflection.MethodInfo MethodOf(string name) => typeof(LoadBalancer).GetMethod(name)!;

    [Fact]
    public void RandomnessIsPassedOn()
    {
        var random = new ScriptedRandom(0.5);
        BalancingStrategies.All[BalancingStrategies.Random](null, random).CreatePicker(EndpointSets.Equal(3)).Pick(default);
        Assert.Equal(0, random.Remaining);
    }
}
