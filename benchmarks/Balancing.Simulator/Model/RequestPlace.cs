namespace Balancing.Simulator.Model;

/// <summary>Where a request is.</summary>
internal enum RequestPlace
{
    /// <summary>Nowhere: its number may be used again.</summary>
    Over,

    /// <summary>On its way.</summary>
    Going,

    /// <summary>Running or waiting at its server.</summary>
    AtServer,

    /// <summary>Nobody will ever answer it.</summary>
    Lost,

    /// <summary>Its answer is on its way.</summary>
    Returning,
}
