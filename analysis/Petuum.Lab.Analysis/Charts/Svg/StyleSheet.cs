using System.Text;

namespace Petuum.Lab.Analysis.Charts.Svg;

/// <summary>
/// How tones get their faces in SVG: each is written as a plain attribute (light: what print and tools without CSS
/// variables show) and as a class whose variable browsers switch.
/// </summary>
internal static class StyleSheet
{
    /// <summary>The class of every chart's root element; all rules below are scoped to it.</summary>
    public const string RootClass = "pl-chart";

    /// <summary>
    /// The style sheet, the same in every chart, so that inlining many charts in one page changes nothing. The page's
    /// wish (data-theme on the chart or on anything around it) wins over the viewer's; print is always light.
    /// </summary>
    public static readonly string Text = Compose();

    private static string Compose()
    {
        string light = string.Concat(Tone.All.Select(tone => $"--pl-{tone.Name}:{tone.Light};"));
        string dark = string.Concat(Tone.All.Select(tone => $"--pl-{tone.Name}:{tone.Dark};"));
        var css = new StringBuilder();
        css.Append($".{RootClass}{{{light}}}\n");
        css.Append($"@media (prefers-color-scheme:dark){{.{RootClass}{{{dark}}}}}\n");
        css.Append($".{RootClass}[data-theme=light],[data-theme=light] .{RootClass}{{{light}}}\n");
        css.Append($".{RootClass}[data-theme=dark],[data-theme=dark] .{RootClass}{{{dark}}}\n");
        css.Append($"@media print{{.{RootClass},.{RootClass}[data-theme],[data-theme] .{RootClass}{{{light}}}}}\n");
        foreach (Tone tone in Tone.All)
        {
            css.Append($".{RootClass} .pl-f-{tone.Name}{{fill:var(--pl-{tone.Name})}}");
            css.Append($".{RootClass} .pl-s-{tone.Name}{{stroke:var(--pl-{tone.Name})}}\n");
        }

        return css.ToString();
    }
}
