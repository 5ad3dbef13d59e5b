using System.Text.Json.Nodes;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Report.Interactive;

namespace Petuum.Lab.Analysis.Report;

/// <summary>
/// A chart on a page: words, a place for the plot with what it says, the plot's option, and the data as CSV. The data
/// can be read without the script, which draws the plot from them and makes a table of them.
/// </summary>
internal static class ChartFigure
{
    /// <summary>What a page with charts loads before its own script: ECharts, and the palette.</summary>
    public static void Scripts(Markup markup)
    {
        markup.Raw($"<!--\n{Resources.Text("echarts-licence.txt")}-->\n");
        markup.Script(Resources.Text("echarts.js"));
        markup.Json("palette", new JsonObject
        {
            ["light"] = Colors(tone => tone.Light),
            ["dark"] = Colors(tone => tone.Dark),
        });
        markup.Script("(() => {\n" + string.Concat(
            new[] { "page", "numbers", "shapes", "series", "plot", "figure", "picture", "start" }
                .Select(part => Resources.Text($"Interactive.{part}.js"))) + "})();\n");
    }

    /// <summary>Writes the figure.</summary>
    public static void Write(Markup markup, NamedChart named, bool wide)
    {
        Chart chart = named.Chart;
        string size = wide ? "wide" : "half";
        markup.Open("figure", "class", chart.IsEmpty ? size : "chart " + size, "data-file", named.FileName).Line();
        markup.Open("figcaption").Element("b", chart.Title);
        if (chart.Subtitle.Length > 0)
        {
            markup.Element("span", chart.Subtitle);
        }

        markup.Close();
        if (chart.IsEmpty)
        {
            markup.Element("p", "No data.", "class", "calm").Line();
        }
        else
        {
            markup.Element("div", "", "class", "plot", "role", "img", "aria-label", chart.Alternative).Line();
            markup.Json("", ChartKinds<IOptionRenderer>.For(chart).Render(chart));
        }

        if (chart.Caption.Length > 0)
        {
            markup.Element("p", chart.Caption, "class", "caption").Line();
        }

        if (!chart.IsEmpty)
        {
            markup.Open("details", "class", "data").Element("summary", "Data").Element("pre", chart.ToCsv()).Close();
        }

        markup.Close();
    }

    private static JsonObject Colors(Func<Tone, string> face) =>
        new(Tone.All.Select(tone => KeyValuePair.Create(tone.Name, (JsonNode?)face(tone))));
}
