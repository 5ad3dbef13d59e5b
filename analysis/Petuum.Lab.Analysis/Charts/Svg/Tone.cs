using System.Text;

namespace Petuum.Lab.Analysis.Charts.Svg;

/// <summary>
/// A colour with its two faces. It is written as a plain attribute (light: what print and tools without CSS variables
/// show) and as a class whose variable browsers switch.
/// </summary>
internal sealed record Tone(string Name, string Light, string Dark)
{
    public static readonly Tone Ground = new("ground", "#ffffff", "#14171c");
    public static readonly Tone Ink = new("ink", "#1b1f24", "#e8eaed");
    public static readonly Tone Muted = new("muted", "#59626c", "#a4adb8");
    public static readonly Tone Axis = new("axis", "#8a929b", "#77808b");
    public static readonly Tone Grid = new("grid", "#e6e8eb", "#2a2f37");

    private static readonly Tone[] Series =
    [
        new("blue", "#0072b2", "#4aa8e0"),
        new("vermillion", "#d55e00", "#f07f3c"),
        new("green", "#009e73", "#2fc296"),
        new("purple", "#b5588d", "#dd8dbb"),
        new("orange", "#e69f00", "#efb73e"),
        new("sky", "#56b4e9", "#8fd0f5"),
        new("grey", "#7a828c", "#8f98a3"),
    ];

    private static readonly Tone[] All = [Ground, Ink, Muted, Axis, Grid, .. Series];

    /// <summary>How many series in turn get different colours; grey is not one of them.</summary>
    public const int PaletteSize = 6;

    /// <summary>The class of every chart's root element; all rules below are scoped to it.</summary>
    public const string RootClass = "pl-chart";

    /// <summary>
    /// The style sheet, the same in every chart, so that inlining many charts in one page changes nothing. The page's
    /// wish (data-theme on the chart or on anything around it) wins over the viewer's; print is always light.
    /// </summary>
    public static readonly string StyleSheet = ComposeStyleSheet();

    public static Tone Of(ChartColor color) => Series[(int)color];

    /// <summary>
    /// The colour asked for, or the next one of the palette for the series at <paramref name="index"/>.
    /// </summary>
    public static Tone Of(ChartColor? color, int index) => Of(color ?? (ChartColor)(index % PaletteSize));

    private static string ComposeStyleSheet()
    {
        string light = string.Concat(All.Select(tone => $"--pl-{tone.Name}:{tone.Light};"));
        string dark = string.Concat(All.Select(tone => $"--pl-{tone.Name}:{tone.Dark};"));
        var css = new StringBuilder();
        css.Append($".{RootClass}{{{light}}}\n");
        css.Append($"@media (prefers-color-scheme:dark){{.{RootClass}{{{dark}}}}}\n");
        css.Append($".{RootClass}[data-theme=light],[data-theme=light] .{RootClass}{{{light}}}\n");
        css.Append($".{RootClass}[data-theme=dark],[data-theme=dark] .{RootClass}{{{dark}}}\n");
        css.Append($"@media print{{.{RootClass},.{RootClass}[data-theme],[data-theme] .{RootClass}{{{light}}}}}\n");
        foreach (Tone tone in All)
        {
            css.Append($".{RootClass} .pl-f-{tone.Name}{{fill:var(--pl-{tone.Name})}}");
            css.Append($".{RootClass} .pl-s-{tone.Name}{{stroke:var(--pl-{tone.Name})}}\n");
        }

        return css.ToString();
    }
}
