namespace Balancing.Health;

/// <summary>Turns single answers into up and down: rise and fall, with the first answer deciding at once.</summary>
internal sealed class CheckCounter(ActiveCheckOptions options, bool isDown)
{
    private bool _first = true;
    private int _contrary;

    public bool IsDown { get; private set; } = isDown;

    /// <summary>Faster while something is changing, slower while the endpoint is down.</summary>
    public TimeSpan NextInterval => _contrary > 0 ? options.FastInterval : IsDown ? options.DownInterval : options.Interval;

    /// <summary>Counts an answer; returns whether it turned the endpoint up or down.</summary>
    public bool Count(bool passed)
    {
        var contrary = passed == IsDown;
        _contrary = contrary ? _contrary + 1 : 0;
        var enough = _first ? 1 : IsDown ? options.Rise : options.Fall;
        _first = false;
        if (_contrary < enough) return false;
        IsDown = !IsDown;
        _contrary = 0;
        return true;
    }
}
