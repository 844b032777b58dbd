namespace Balancing.AspNetCore;

/// <summary>What has been counted up to a moment.</summary>
/// <param name="At">The moment, as a timestamp.</param>
/// <param name="Processor">The processor time that the process has used.</param>
/// <param name="Ended">Requests that have ended.</param>
/// <param name="Failed">Those of them that were errors.</param>
internal readonly record struct ServerLoadSample(long At, TimeSpan Processor, long Ended, long Failed);
