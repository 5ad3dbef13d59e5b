using ScottPlot;
using ScottPlot.DataSources;
using ScottPlot.Plottables;
using SkiaSharp;

namespace Petuum.Lab.Figures;

/// <summary>
/// A scatter plot's line whose strokes and gaps are shapes. Skia leaves a line's pattern out of SVG files.
/// </summary>
internal sealed class PatternedLine(Coordinates[] points) : Scatter(new ScatterSourceCoordinatesArray(points))
{
    /// <inheritdoc/>
    public override void Render(RenderPack rp)
    {
        Pixel[] pixels = [.. Data.GetScatterPoints().Select(point => Axes.GetPixel(point))];
        Draw(rp.Canvas, pixels, LineStyle);
    }

    /// <summary>Draws a line through pixels.</summary>
    public static void Draw(SKCanvas canvas, ReadOnlySpan<Pixel> pixels, LineStyle style)
    {
        if (pixels.Length < 2)
        {
            return;
        }

        using SKPath line = new();
        line.MoveTo(pixels[0].X, pixels[0].Y);
        foreach (Pixel pixel in pixels[1..])
        {
            line.LineTo(pixel.X, pixel.Y);
        }

        using SKPaint paint = new()
        {
            Style = SKPaintStyle.Stroke,
            StrokeWidth = style.Width,
            StrokeJoin = SKStrokeJoin.Round,
            Color = style.Color.ToSKColor(),
            IsAntialias = true,
        };
        if (style.Pattern.Intervals is not { Length: > 0 } intervals)
        {
            canvas.DrawPath(line, paint);
            return;
        }

        float scale = Math.Max(1, style.Width / 1.5f);
        using SKPathEffect dash = SKPathEffect.CreateDash([.. intervals.Select(interval => interval * scale)], 0);
        paint.PathEffect = dash;
        using SKPath strokes = paint.GetFillPath(line);
        using SKPaint fill = new() { Color = paint.Color, IsAntialias = true };
        canvas.DrawPath(strokes, fill);
    }
}
