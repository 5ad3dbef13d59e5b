using Petuum.Lab.Analysis.Charts;
using ScottPlot;
using ScottPlot.AxisPanels;
using SkiaSharp;
using LinePattern = ScottPlot.LinePattern;

namespace Petuum.Lab.ScottPlot;

/// <summary>The look of all figures: colours, letters, thin axes, a quiet grid.</summary>
internal sealed class FigureStyle(FigureOptions options)
{
    /// <summary>
    /// Families that are looked for, in this order; the first with the letters that charts need is taken.
    /// </summary>
    private static readonly string[] Wanted =
        ["Helvetica Neue", "Helvetica", "Arial", "Liberation Sans", "DejaVu Sans"];

    private static readonly Lazy<string> Family = new(FindFamily);

    /// <summary>Whether this machine has a font; without one, figures would have no words.</summary>
    public static bool HasFonts => SKFontManager.Default.FontFamilyCount > 0;

    /// <summary>Sizes.</summary>
    public FigureOptions Options { get; } = options;

    /// <summary>The size of usual letters.</summary>
    public float Letters => (float)Options.FontSize;

    /// <summary>The colour of a tone on this ground.</summary>
    public Color Color(Tone tone) => new(Options.IsDark ? tone.Dark : tone.Light);

    /// <summary>The colour that a series asks for, or the next of the palette.</summary>
    public Color Series(ChartColor? color, int index) => Color(Tone.Of(color, index));

    /// <summary>A font for words beside plots.</summary>
    public SKFont Font(float size, bool bold = false) =>
        new(Fonts.GetTypeface(Family.Value, bold, italic: false), size) { Subpixel = true };

    /// <summary>How wide a word is.</summary>
    public float WidthOf(string text)
    {
        using SKFont font = Font(Letters);
        return font.MeasureText(text);
    }

    /// <summary>An empty plot in this look.</summary>
    public Plot Plot(FigureAxis bottom, FigureAxis left)
    {
        Plot plot = new();
        plot.FigureBackground.Color = Color(Tone.Ground);
        plot.DataBackground.Color = Color(Tone.Ground);
        plot.HideLegend();
        plot.Grid.MajorLineColor = Color(Tone.Grid);
        plot.Grid.MajorLineWidth = 1;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Right.MinimumSize = Letters;
        plot.Axes.Top.MinimumSize = Letters / 2;
        plot.Axes.SetLimits(bottom.Low, bottom.High, left.Low, left.High);
        Apply(plot.Axes.Bottom, bottom);
        Apply(plot.Axes.Left, left);
        return plot;
    }

    /// <summary>The dash of a line.</summary>
    public static LinePattern Pattern(LineDash dash) => dash switch
    {
        LineDash.Solid => LinePattern.Solid,
        LineDash.Dashed => LinePattern.Dashed,
        LineDash.Dotted => LinePattern.Dotted,
        LineDash.DashDot => LinePattern.DenselyDashed,
        _ => throw new ArgumentOutOfRangeException(nameof(dash), dash, "not a dash"),
    };

    /// <summary>The look of an axis.</summary>
    public void Apply(IAxis axisOfPlot, FigureAxis axis)
    {
        AxisBase panel = (AxisBase)axisOfPlot;
        panel.TickGenerator = axis.Ticks;
        panel.LabelText = axis.Title;
        panel.LabelBold = false;
        Letter(panel.LabelStyle, Tone.Muted);
        Letter(panel.TickLabelStyle, Tone.Ink);
        panel.FrameLineStyle.Color = panel.MajorTickStyle.Color = panel.MinorTickStyle.Color = Color(Tone.Axis);
    }

    /// <summary>The look of words in a plot.</summary>
    public void Letter(LabelStyle label, Tone tone, float scale = 1)
    {
        label.FontName = Family.Value;
        label.FontSize = Letters * scale;
        label.ForeColor = Color(tone);
    }

    private static string FindFamily()
    {
        HashSet<string> installed = new(SKFontManager.Default.FontFamilies, StringComparer.OrdinalIgnoreCase);
        string[] found = [.. Wanted.Where(installed.Contains)];
        return found.FirstOrDefault(HasLetters) ?? found.FirstOrDefault() ?? Fonts.Sans;
    }

    private static bool HasLetters(string family) =>
        Fonts.GetTypeface(family, bold: false, italic: false).ContainsGlyphs("aµ×−⁰¹⁴⁻²");
}
