using System.Diagnostics;

namespace Balancing;

/// <summary>Stands in for the picker of a request that tries a probing endpoint: the algorithm did not choose it and need not learn from it.</summary>
internal sealed class ProbePicker : IEndpointPicker
{
    public static readonly ProbePicker Instance = new();

    public Endpoint Pick(in PickContext context) => throw new UnreachableException();
}
