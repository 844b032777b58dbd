using System.Globalization;
using System.Text;

namespace Balancing.Tests.Hashing;

/// <summary>The picture in the documentation: which share of the keys moves when one endpoint leaves the list, 5 % come, or one weight is doubled.</summary>
/// <remarks>Measured with the strategies themselves, and the same in every run. Colours are readable on white and on black.</remarks>
internal static class DisruptionPlot
{
    private const int Keys = 20_000;
    private const int PanelWidth = 250;
    private const int PanelHeight = 220;
    private const double Least = 0.0005;

    private static readonly int[] Sizes = [3, 5, 10, 20, 50, 100, 200, 500, 1_000];

    private static readonly (string Name, string Colour)[] Lines = [("hash mod N", "#d9534f"), ("Maglev", "#b8860b"), ("RingHash", "#2e9e6b"), ("Rendezvous", "#4a8fe7")];

    private static readonly (string Title, Func<int, EndpointSet> After)[] Changes =
    [
        ("one of N leaves the list", count => new EndpointSet(EndpointSets.Equal(count).Where((_, i) => i != count / 2))),
        ("5 % more (at least 1)", count => EndpointSets.Equal(count + Math.Max(1, (int)Math.Round(count * 0.05)))),
        ("one weight is doubled", count => EndpointSets.Weighted(Enumerable.Range(0, count).Select(i => i == 0 ? 2.0 : 1))),
    ];

    public static string Draw()
    {
        var svg = new StringBuilder();
        svg.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {(PanelWidth * 3) + 110} {PanelHeight + 100}\" font-family=\"system-ui,sans-serif\" font-size=\"12\">\n");
        svg.Append("<style>.t{fill:#57606a}.g{stroke:#8c959f;stroke-opacity:.35}@media(prefers-color-scheme:dark){.t{fill:#adbac7}}</style>\n");
        for (var panel = 0; panel < Changes.Length; panel++) DrawPanel(svg, panel);
        for (var i = 0; i < Lines.Length; i++)
        {
            var x = 70 + (i * 130);
            svg.Append($"<path d=\"M{x} {PanelHeight + 82}h24\" stroke=\"{Lines[i].Colour}\" stroke-width=\"2\"/><text class=\"t\" x=\"{x + 30}\" y=\"{PanelHeight + 86}\">{Lines[i].Name}</text>\n");
        }

        return svg.Append($"<text class=\"t\" x=\"{(PanelWidth * 3) + 90}\" y=\"{PanelHeight + 86}\" text-anchor=\"end\">Keys that move, of {Keys:N0}, by N</text>\n</svg>\n").ToString();
    }

    private static void DrawPanel(StringBuilder svg, int panel)
    {
        var left = 60 + (panel * (PanelWidth + 15));
        svg.Append($"<text class=\"t\" x=\"{left}\" y=\"20\" font-weight=\"bold\">{Changes[panel].Title}</text>\n");
        foreach (var share in new[] { 0.001, 0.01, 0.1, 1 })
        {
            svg.Append($"<path class=\"g\" d=\"M{left} {Y(share)}h{PanelWidth - 20}\"/>\n");
            if (panel == 0) svg.Append($"<text class=\"t\" x=\"{left - 6}\" y=\"{Y(share)}\" dy=\"4\" text-anchor=\"end\">{share * 100:0.#} %</text>\n");
        }

        foreach (var count in new[] { 3, 10, 100, 1_000 }) svg.Append($"<text class=\"t\" x=\"{X(left, count)}\" y=\"{PanelHeight + 50}\" text-anchor=\"middle\">{count:N0}</text>\n");
        foreach (var (name, colour) in Lines)
        {
            var points = Sizes.Select(count => $"{X(left, count)},{Y(Measure(name, count, Changes[panel].After))}");
            svg.Append($"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" points=\"{string.Join(' ', points)}\"/>\n");
        }
    }

    private static double Measure(string name, int count, Func<int, EndpointSet> after)
    {
        var (before, changed) = (EndpointSets.Equal(count), after(count));
        return Hashed.Moved(Map(name, before), Map(name, changed)) / (double)Keys;
    }

    /// <summary>As nginx's ip_hash and many a load balancer do it: the hash modulo the sum of the weights.</summary>
    private static Uri[] Map(string name, EndpointSet set)
    {
        if (BalancingStrategies.All.ContainsKey(name)) return Hashed.Map(name, set, Keys);
        Endpoint[] turns = [.. set.SelectMany(endpoint => Enumerable.Repeat(endpoint, (int)endpoint.Weight))];
        return [.. Enumerable.Range(0, Keys).Select(key => turns[Hashed.Context(key).Affinity.Hash % (ulong)turns.Length].Address)];
    }

    private static string X(int left, int count) => Text(left + ((PanelWidth - 20) * Math.Log(count / 3.0) / Math.Log(1_000 / 3.0)));

    private static string Y(double share) => Text(30 + (PanelHeight * Math.Log(Math.Max(share, Least)) / Math.Log(Least)));

    private static string Text(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
