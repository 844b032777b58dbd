using System.Globalization;
using System.Text;

namespace Balancing.Tests.Planning;

/// <summary>The picture in the documentation: 1,000 servers and clients that use 20 each, drawn or by number.</summary>
/// <remarks>Measured with the subsets themselves, and the same in every run. Colours are readable on white and on black.</remarks>
internal static class SubsetPlot
{
    public const int Size = 20;
    private const int PanelWidth = 240;
    private const int PanelHeight = 200;
    private const string ByNumber = "#2e9e6b";
    private const string Drawn = "#d9534f";

    public static readonly Endpoint[] Servers = Subsets.Equal(1_000);

    private static readonly int[] Fleets = [50, 100, 200, 500, 1_000, 2_000];

    public static string Draw()
    {
        var svg = new StringBuilder();
        svg.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {(PanelWidth * 3) + 130} {PanelHeight + 110}\" font-family=\"system-ui,sans-serif\" font-size=\"12\">\n");
        svg.Append("<style>.t{fill:#57606a}.g{stroke:#8c959f;stroke-opacity:.35}@media(prefers-color-scheme:dark){.t{fill:#adbac7}}</style>\n");
        DrawRanks(svg, 0, 100, [0, 2, 4, 6, 8]);
        DrawRanks(svg, 1, 1_000, [0, 10, 20, 30, 40]);
        DrawBusiest(svg);
        DrawKey(svg, 50, ByNumber, "clients know their number");
        DrawKey(svg, 270, Drawn, "clients draw their subsets");
        return svg.Append($"<text class=\"t\" x=\"{(PanelWidth * 3) + 110}\" y=\"{PanelHeight + 96}\" text-anchor=\"end\">1,000 servers, {Size} for each client</text>\n</svg>\n").ToString();
    }

    /// <summary>Servers, from the one with most connections to the one with fewest.</summary>
    private static void DrawRanks(StringBuilder svg, int panel, int clients, int[] marks)
    {
        var (left, height) = (Frame(svg, panel, $"connections from {clients:N0} clients", marks), marks[^1]);
        foreach (var (colour, subsets) in new[] { (Drawn, Subsets.AllNamed(Servers, Size, clients)), (ByNumber, Subsets.AllNumbered(Servers, Size, clients)) })
        {
            double[] ranked = [.. Subsets.Connections(Servers, subsets).OrderDescending()];

            // Two points per step.
            var points = Enumerable.Range(0, ranked.Length).Where(i => i == 0 || ranked[i] != ranked[i - 1]).SelectMany(i => new[] { Point(i, i == 0 ? ranked[0] : ranked[i - 1]), Point(i, ranked[i]) });
            Line(svg, colour, [.. points, Point(ranked.Length, ranked[^1])]);
        }

        foreach (var rank in new[] { 0, 500, 1_000 }) Label(svg, left + ((PanelWidth - 20) * rank / 1_000.0), rank == 0 ? "most" : rank == 500 ? "servers" : "fewest");

        string Point(int rank, double connections) => $"{Text(left + ((PanelWidth - 20) * rank / 1_000.0))},{Y(connections / height)}";
    }

    private static void DrawBusiest(StringBuilder svg)
    {
        int[] marks = [0, 1, 2, 3, 4, 5];
        var left = Frame(svg, 2, "the busiest server's load ÷ mean", marks);
        Line(svg, Drawn, [.. Fleets.Select(clients => Point(clients, Busiest(Subsets.Coverage(Servers, Subsets.AllNamed(Servers, Size, clients)))))]);
        Line(svg, ByNumber, [.. Fleets.Select(clients => Point(clients, Busiest(Subsets.Coverage(Servers, Subsets.AllNumbered(Servers, Size, clients)))))]);
        foreach (var clients in new[] { 50, 300, 2_000 }) Label(svg, X(clients), $"{clients:N0}{(clients == 300 ? " clients" : "")}");

        string Point(int clients, double load) => $"{Text(X(clients))},{Y(load / marks[^1])}";
        double X(int clients) => left + ((PanelWidth - 20) * Math.Log(clients / 50.0) / Math.Log(2_000 / 50.0));
    }

    /// <summary>Every client sends the same, and to each member in proportion to its factor: then load is coverage.</summary>
    private static double Busiest(double[] coverage) => coverage.Max() / coverage.Average();

    private static int Frame(StringBuilder svg, int panel, string title, int[] marks)
    {
        var left = 40 + (panel * (PanelWidth + 30));
        svg.Append($"<text class=\"t\" x=\"{left}\" y=\"20\" font-weight=\"bold\">{title}</text>\n");
        foreach (var mark in marks)
        {
            var y = Y((double)mark / marks[^1]);
            svg.Append($"<path class=\"g\" d=\"M{left} {y}h{PanelWidth - 20}\"/><text class=\"t\" x=\"{left - 6}\" y=\"{y}\" dy=\"4\" text-anchor=\"end\">{mark}</text>\n");
        }

        return left;
    }

    private static void Line(StringBuilder svg, string colour, string[] points) =>
        svg.Append($"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" points=\"{string.Join(' ', points)}\"/>\n");

    private static void Label(StringBuilder svg, double x, string text) =>
        svg.Append($"<text class=\"t\" x=\"{Text(x)}\" y=\"{PanelHeight + 56}\" text-anchor=\"middle\">{text}</text>\n");

    private static void DrawKey(StringBuilder svg, int x, string colour, string text) =>
        svg.Append($"<path d=\"M{x} {PanelHeight + 92}h24\" stroke=\"{colour}\" stroke-width=\"2\"/><text class=\"t\" x=\"{x + 30}\" y=\"{PanelHeight + 96}\">{text}</text>\n");

    private static string Y(double part) => Text(35 + (PanelHeight * (1 - part)));

    private static string Text(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
