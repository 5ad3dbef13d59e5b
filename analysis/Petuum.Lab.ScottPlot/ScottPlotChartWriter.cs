using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Charts.Drawing;
using ScottPlot;

namespace Petuum.Lab.ScottPlot;

/// <summary>
/// Draws charts as PNG on a light ground: what the SVG shows at the same places, with two pixels of the picture for
/// each of the chart. On one machine the same chart gives the same bytes; machines with other fonts draw other letters.
/// </summary>
/// <param name="width">The chart's width in pixels, at least 360; the picture is twice as wide.</param>
/// <param name="height">The chart's height in pixels, at least 240; the picture is twice as high.</param>
public sealed class ScottPlotChartWriter(int width = 720, int height = 440) : IChartWriter
{
    /// <summary>Pixels of the picture for each of the chart.</summary>
    public const int Scale = 2;

    private readonly int _width = width >= 360
        ? width
        : throw new ArgumentOutOfRangeException(nameof(width), width, "A chart is at least 360 pixels wide.");

    private readonly int _height = height >= 240
        ? height
        : throw new ArgumentOutOfRangeException(nameof(height), height, "A chart is at least 240 pixels high.");

    /// <summary>Whether this machine has a font; without one, charts would have no words.</summary>
    public static bool HasFonts => Typefaces.Any;

    /// <inheritdoc/>
    public string FileExtension => ".png";

    /// <inheritdoc/>
    public void Write(Chart chart, Stream output)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(output);
        using Plot plot = new();
        ChartDrawing.Draw(chart, new ScottPlotCanvas(plot, _width, _height), _width, _height);
        output.Write(plot.GetImageBytes(_width * Scale, _height * Scale, ImageFormat.Png));
    }
}
