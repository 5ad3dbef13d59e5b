namespace Petuum.Lab.Analysis.Charts;

/// <summary>
/// A colour of a chart with its two faces. The palette of every renderer stands here and in <see cref="Ramp"/>.
/// </summary>
/// <param name="Name">Its name in lower case, such as <c>ink</c> or <c>blue</c>.</param>
/// <param name="Light">On a light ground, as <c>#rrggbb</c>: what print and pictures of one face show.</param>
/// <param name="Dark">On a dark ground, as <c>#rrggbb</c>.</param>
public sealed record Tone(string Name, string Light, string Dark)
{
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

    /// <summary>How many series in turn get different colours; grey is not one of them.</summary>
    public const int PaletteSize = 6;

    /// <summary>What everything is drawn on.</summary>
    public static Tone Ground { get; } = new("ground", "#ffffff", "#14171c");

    /// <summary>Titles, names and numbers.</summary>
    public static Tone Ink { get; } = new("ink", "#1b1f24", "#e8eaed");

    /// <summary>What is read second: axes' titles, captions, references.</summary>
    public static Tone Muted { get; } = new("muted", "#59626c", "#a4adb8");

    /// <summary>The lines and marks of axes.</summary>
    public static Tone Axis { get; } = new("axis", "#8a929b", "#77808b");

    /// <summary>Lines across a plot.</summary>
    public static Tone Grid { get; } = new("grid", "#e6e8eb", "#2a2f37");

    /// <summary>Every tone.</summary>
    public static IReadOnlyList<Tone> All { get; } = [Ground, Ink, Muted, Axis, Grid, .. Series];

    /// <summary>The tone of a colour that a chart names.</summary>
    public static Tone Of(ChartColor color) => Series[(int)color];

    /// <summary>
    /// The colour asked for, or the next one of the palette for the series at <paramref name="index"/>.
    /// </summary>
    public static Tone Of(ChartColor? color, int index) => Of(color ?? (ChartColor)(index % PaletteSize));
}
