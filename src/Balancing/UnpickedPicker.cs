using System.Diagnostics;

namespace Balancing;

/// <summary>Stands in for the picker of a request whose endpoint the algorithm did not choose, and from which it need not learn.</summary>
internal sealed class UnpickedPicker : IEndpointPicker
{
    public static readonly UnpickedPicker Instance = new();

    public Endpoint Pick(in PickContext context) => throw new UnreachableException();
}
