using System.Globalization;
using System.Net;
using System.Text;

namespace Balancing.Simulator.Plots;

/// <summary>A picture in the making, in pixels from its upper left corner. Text and lines are readable on white and on black; a screen reader gets a title and a description.</summary>
internal sealed class SvgChart
{
    private readonly StringBuilder _svg = new();

    public SvgChart(int width, int height, string title, string description)
    {
        _svg.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"title desc\" font-family=\"system-ui,sans-serif\" font-size=\"12\">\n");
        _svg.Append($"<title id=\"title\">{WebUtility.HtmlEncode(title)}</title>\n<desc id=\"desc\">{WebUtility.HtmlEncode(description)}</desc>\n");
        _svg.Append("<style>.t{fill:#57606a}.g{stroke:#8c959f;stroke-opacity:.35}.o{stroke:#57606a}@media(prefers-color-scheme:dark){.t{fill:#adbac7}.o{stroke:#adbac7}}</style>\n");
    }

    /// <param name="attributes">Attributes of SVG, e.g. <c>text-anchor="end"</c>.</param>
    /// <param name="colour">Without one it is grey, lighter on black.</param>
    public void Text(double x, double y, string text, string attributes = "", string? colour = null) =>
        _svg.Append($"<text {(colour is null ? "class=\"t\"" : $"fill=\"{colour}\"")} x=\"{Number(x)}\" y=\"{Number(y)}\"{Spaced(attributes)}>{WebUtility.HtmlEncode(text)}</text>\n");

    public void GridLine(double x, double y, double x2, double y2) => _svg.Append($"<path class=\"g\" d=\"M{Number(x)} {Number(y)}L{Number(x2)} {Number(y2)}\"/>\n");

    /// <param name="tip">What a browser shows when the pointer rests there.</param>
    public void Box(double x, double y, double width, double height, string colour, string tip) =>
        _svg.Append($"<rect x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(width)}\" height=\"{Number(height)}\" fill=\"{colour}\"><title>{WebUtility.HtmlEncode(tip)}</title></rect>\n");

    /// <param name="colour">Without one it is dashed and grey, lighter on black.</param>
    public void Line(IEnumerable<(double X, double Y)> points, string? colour) =>
        _svg.Append($"<polyline fill=\"none\" {(colour is null ? "class=\"o\" stroke-dasharray=\"5 4\"" : $"stroke=\"{colour}\"")} stroke-width=\"2\" points=\"{string.Join(' ', points.Select(p => $"{Number(p.X)},{Number(p.Y)}"))}\"/>\n");

    public string Finish() => _svg.Append("</svg>\n").ToString();

    public static string Number(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Spaced(string attributes) => attributes.Length == 0 ? "" : " " + attributes;
}
