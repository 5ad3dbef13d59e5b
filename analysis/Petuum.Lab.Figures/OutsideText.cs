using ScottPlot;
using SkiaSharp;

namespace Petuum.Lab.Figures;

/// <summary>
/// A text beside the frame of a plot, such as the name at the end of a curve. The frame does not clip it.
/// </summary>
internal sealed class OutsideText(string text, double size, Color color, bool isBold = false) : IPlottable
{
    /// <summary>What it says.</summary>
    public string Text { get; } = text;

    /// <summary>Where its baseline is, for the frame of the plot.</summary>
    public required Func<PixelRect, Pixel> Place { get; init; }

    /// <summary>Where in the text that place is.</summary>
    public SKTextAlign Align { get; init; } = SKTextAlign.Left;

    /// <summary>Whether it is read from bottom to top.</summary>
    public bool IsUpright { get; init; }

    /// <summary>The stroke before it, from a first place to a second; none if null.</summary>
    public Func<PixelRect, (Pixel From, Pixel To)>? Stroke { get; init; }

    /// <summary>How the stroke looks.</summary>
    public LineStyle StrokeStyle { get; init; } = LineStyle.None;

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
        rp.CanvasState.DisableClipping();
        if (Stroke?.Invoke(rp.DataRect) is { } ends)
        {
            PatternedLine.Draw(rp.Canvas, [ends.From, ends.To], StrokeStyle);
        }

        Pixel place = Place(rp.DataRect);
        rp.Canvas.Save();
        rp.Canvas.Translate(place.X, place.Y);
        rp.Canvas.RotateDegrees(IsUpright ? -90 : 0);
        Words.Draw(rp.Canvas, Text, 0, 0, size, color.ToSKColor(), Align, isBold);
        rp.Canvas.Restore();
    }
}
