using System.Text;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Charts.Drawing;
using Petuum.Lab.Analysis.Charts.Layout;
using ScottPlot;
using SkiaSharp;

namespace Petuum.Lab.ScottPlot;

/// <summary>
/// A text with its baseline at a pixel of the chart. It is never wider than the layout has room for: letters of a wider
/// font are drawn narrower. ScottPlot's own labels have neither baselines nor raised digits.
/// </summary>
internal sealed class TextMark(double x, double y, string text, double size, string color) : IPlottable
{
    private const double RaisedSize = 0.75;
    private const double RaisedBy = 0.36;
    private const float HaloWidth = 4;

    /// <summary>Where the position lies in the text.</summary>
    public Anchor Anchor { get; init; }

    /// <summary>Whether it is bold.</summary>
    public bool IsBold { get; init; }

    /// <summary>The colour around the letters, or null for none.</summary>
    public string? Halo { get; init; }

    /// <inheritdoc/>
    public bool IsVisible { get; set; } = true;

    /// <inheritdoc/>
    public IAxes Axes { get; set; } = new Axes();

    /// <inheritdoc/>
    public IEnumerable<LegendItem> LegendItems => [];

    /// <inheritdoc/>
    public AxisLimits GetAxisLimits() => AxisLimits.NoLimits;

    /// <inheritdoc/>
    public void Render(RenderPack rp)
    {
        string clean = TextWidth.Clean(text);
        Run[] runs = [.. RunsOf(clean)];
        double natural = runs.Sum(run => run.Width);
        double room = TextWidth.Of(clean, size, IsBold);
        double narrowing = natural > room ? room / natural : 1;
        double start = Anchor switch
        {
            Anchor.Middle => x - (natural * narrowing / 2),
            Anchor.End => x - (natural * narrowing),
            _ => x,
        };

        rp.Canvas.Save();
        rp.Canvas.Translate((float)start, (float)y);
        rp.Canvas.Scale((float)narrowing, 1);
        if (Halo is { } halo)
        {
            using SKPaint around = PaintOf(halo);
            around.Style = SKPaintStyle.Stroke;
            around.StrokeWidth = HaloWidth;
            around.StrokeJoin = SKStrokeJoin.Round;
            Draw(rp.Canvas, runs, around);
        }

        using SKPaint ink = PaintOf(color);
        Draw(rp.Canvas, runs, ink);
        rp.Canvas.Restore();
        foreach (Run run in runs)
        {
            run.Font.Dispose();
        }
    }

    private static SKPaint PaintOf(string color) => new() { Color = SKColor.Parse(color), IsAntialias = true };

    private static void Draw(SKCanvas canvas, Run[] runs, SKPaint paint)
    {
        double left = 0;
        foreach (Run run in runs)
        {
            canvas.DrawText(run.Text, (float)left, -(float)run.Rise, run.Font, paint);
            left += run.Width;
        }
    }

    /// <summary>Stretches of one font, size and height.</summary>
    private IEnumerable<Run> RunsOf(string clean)
    {
        string pending = "";
        (SKTypeface? Face, bool IsRaised) style = default;
        foreach (Rune rune in clean.EnumerateRunes())
        {
            bool raised = Superscripts.IsSuperscript(rune.Value);
            int shown = raised ? Superscripts.Lower((char)rune.Value) : rune.Value;
            SKTypeface face = Typefaces.For(shown, IsBold);
            if (pending.Length > 0 && (face, raised) != style)
            {
                yield return RunOf(pending, style.Face!, style.IsRaised);
                pending = "";
            }

            style = (face, raised);
            pending += char.ConvertFromUtf32(shown);
        }

        if (pending.Length > 0)
        {
            yield return RunOf(pending, style.Face!, style.IsRaised);
        }
    }

    private Run RunOf(string run, SKTypeface face, bool raised)
    {
        SKFont font = new(face, (float)(raised ? size * RaisedSize : size))
        {
            Subpixel = true,
            LinearMetrics = true,
            Hinting = SKFontHinting.None,
            Edging = SKFontEdging.Antialias,
        };
        return new Run(run, font, font.MeasureText(run), raised ? size * RaisedBy : 0);
    }

    private sealed record Run(string Text, SKFont Font, double Width, double Rise);
}
