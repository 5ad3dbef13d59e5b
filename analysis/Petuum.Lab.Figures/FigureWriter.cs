using System.Globalization;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;
using Petuum.Lab.Analysis.Charts;
using SkiaSharp;

namespace Petuum.Lab.Figures;

/// <summary>The formats of figures.</summary>
public enum FigureFormat
{
    /// <summary>Pixels, two for each of the figure's, so that it is sharp in print and on dense screens.</summary>
    Png,

    /// <summary>Shapes and texts, for pages.</summary>
    Svg,

    /// <summary>Shapes and texts with their fonts, for papers. A pixel of the figure is three quarters of a point.</summary>
    Pdf,
}

/// <summary>
/// Writes charts as figures. On one machine the same chart gives the same bytes; machines with other fonts draw other
/// letters.
/// </summary>
public sealed partial class FigureWriter(FigureFormat format, FigureOptions options) : IChartWriter
{
    /// <summary>Pixels of a PNG for each of the figure's.</summary>
    public const int PngScale = 2;

    private const float PointsPerPixel = 0.75f;

    /// <inheritdoc/>
    public string FileExtension => format switch
    {
        FigureFormat.Png => ".png",
        FigureFormat.Svg => ".svg",
        FigureFormat.Pdf => ".pdf",
        _ => throw new InvalidOperationException($"{format} is no format of figures."),
    };

    /// <inheritdoc/>
    public void Write(Chart chart, Stream output)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(output);
        using Figure figure = Figure.Of(chart, options);
        output.Write(format switch
        {
            FigureFormat.Png => Png(figure),
            FigureFormat.Svg => Svg(figure),
            FigureFormat.Pdf => Pdf(figure),
            _ => throw new InvalidOperationException($"{format} is no format of figures."),
        });
    }

    private static byte[] Png(Figure figure)
    {
        using SKSurface surface = SKSurface.Create(
            new SKImageInfo(figure.Options.Width * PngScale, figure.Options.Height * PngScale));
        surface.Canvas.Scale(PngScale);
        figure.Render(surface.Canvas);
        using SKImage picture = surface.Snapshot();
        using SKData data = picture.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static byte[] Pdf(Figure figure)
    {
        using MemoryStream written = new();
        SKDocumentPdfMetadata metadata = new()
        {
            Title = string.Join(' ', figure.Title),
            Subject = figure.Alternative,
            Producer = "Petuum.Lab",
            EncodingQuality = 101,
            RasterDpi = 300,
        };
        using (SKDocument document = SKDocument.CreatePdf(written, metadata))
        {
            using SKCanvas page = document.BeginPage(
                figure.Options.Width * PointsPerPixel, figure.Options.Height * PointsPerPixel);
            page.Scale(PointsPerPixel);
            figure.Render(page);
            document.EndPage();
            document.Close();
        }

        return written.ToArray();
    }

    private static byte[] Svg(Figure figure)
    {
        using MemoryStream written = new();
        SKRect bounds = SKRect.Create(figure.Options.Width, figure.Options.Height);
        using (SKCanvas canvas = SKSvgCanvas.Create(bounds, written))
        {
            figure.Render(canvas);
        }

        string text = Encoding.UTF8.GetString(written.ToArray());
        text = Families().Replace(text, match =>
            $"font-family=\"{match.Groups["family"].Value}, Arial, Helvetica, sans-serif\"");
        text = Root().Replace(text, match => $"{match.Value} {Described(figure)}", 1);
        return Encoding.UTF8.GetBytes(text);
    }

    /// <summary>What the root says besides its size: how it scales, and what those hear who do not see it.</summary>
    private static string Described(Figure figure) => string.Create(
        CultureInfo.InvariantCulture,
        $"viewBox=\"0 0 {figure.Options.Width} {figure.Options.Height}\" role=\"img\" "
            + $"aria-label=\"{SecurityElement.Escape(Words.Clean(figure.Alternative))}\"");

    [GeneratedRegex("font-family=\"(?<family>[^\"]*)\"", RegexOptions.None, 5000)]
    private static partial Regex Families();

    [GeneratedRegex("<svg ", RegexOptions.None, 5000)]
    private static partial Regex Root();
}
