using ScottPlot;
using SkiaSharp;
using Box = Petuum.Lab.Analysis.Charts.Drawing.Box;

namespace Petuum.Lab.ScottPlot;

/// <summary>Rectangles as one shape, in the chart's pixels: a matrix has too many for a plottable each.</summary>
internal sealed class BoxesMark(IReadOnlyList<Box> boxes, Color color, bool isSmooth) : IPlottable
{
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
        using SKPaint fill = new() { Color = color.ToSKColor(), IsAntialias = isSmooth };
        foreach (Box box in boxes)
        {
            rp.Canvas.DrawRect((float)box.Left, (float)box.Top, (float)box.Width, (float)box.Height, fill);
        }
    }
}
