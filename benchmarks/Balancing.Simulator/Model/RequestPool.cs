namespace Balancing.Simulator.Model;

/// <summary>Requests by number. Numbers are used again; a version tells one user from the next.</summary>
internal sealed class RequestPool
{
    private Request[] _requests = new Request[1024];
    private int[] _versions = new int[1024];
    private int[] _free = new int[1024];
    private int _freeCount;
    private int _used;

    public ref Request this[int request] => ref _requests[request];

    /// <summary>How many there are: 0 at the end of a run, or something was lost.</summary>
    public int Count => _used - _freeCount;

    public int VersionOf(int request) => _versions[request];

    public int Rent()
    {
        if (_freeCount > 0) return _free[--_freeCount];
        if (_used == _requests.Length)
        {
            Array.Resize(ref _requests, _used * 2);
            Array.Resize(ref _versions, _used * 2);
            Array.Resize(ref _free, _used * 2);
        }

        return _used++;
    }

    public void Return(int request)
    {
        if (_requests[request].Place == RequestPlace.Over) throw new InvalidOperationException($"Request {request} ends a second time.");
        _requests[request] = default;
        _versions[request]++;
        _free[_freeCount++] = request;
    }
}
