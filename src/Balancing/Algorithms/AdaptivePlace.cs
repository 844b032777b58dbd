namespace Balancing.Algorithms;

/// <summary>Where a picker has an endpoint.</summary>
internal sealed record AdaptivePlace(AdaptivePicker Picker, int Index);
