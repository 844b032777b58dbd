namespace Balancing.Resolution;

/// <summary>When to ask a source again.</summary>
internal interface ILookupSchedule
{
    /// <summary>The shortest time from one question to the next, whoever asks for it.</summary>
    TimeSpan MinInterval { get; }

    /// <param name="ttl">How long the answer holds, if that is known.</param>
    TimeSpan AfterAnswer(TimeSpan? ttl);

    /// <param name="failures">In a row: 1 or more.</param>
    /// <param name="negativeTtl">How long "there is none" holds, if that is known.</param>
    TimeSpan AfterFailure(int failures, TimeSpan? negativeTtl);
}
