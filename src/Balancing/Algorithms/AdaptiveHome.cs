namespace Balancing.Algorithms;

/// <summary>An endpoint's place in a picker.</summary>
internal sealed record AdaptiveHome(Adaptive.Picker Picker, int Index);
