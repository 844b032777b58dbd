namespace Balancing.Http;

/// <summary>When a request stops being in flight.</summary>
public enum RequestCompletion
{
    /// <summary>
    /// When the response's body has been read to its end, disposed, failed or cancelled. The default: a server that streams is busy until it
    /// has finished. A response that is never disposed is counted out when the garbage collector finds it.
    /// </summary>
    ResponseBody = 0,

    /// <summary>When the response's headers have arrived. Cheaper per request, and blind to long bodies.</summary>
    ResponseHeaders = 1,
}
