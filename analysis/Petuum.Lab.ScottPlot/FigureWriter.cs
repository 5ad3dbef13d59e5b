using System.Text;
using System.Text.RegularExpressions;
using Petuum.Lab.Analysis.Charts;
using SkiaSharp;

namespace Petuum.Lab.ScottPlot;

/// <summary>
/// Writes charts as figures for papers, slides and pages: ScottPlot's plots in one look, with title, legend and small
/// print around them. On one machine the same chart gives the same bytes; other fonts draw other letters.
/// </summary>
public sealed partial class FigureWriter : IChartWriter
{
    /// <summary>Pixels of a PNG for each unit of the figure.</summary>
    public const int PixelsPerUnit = 2;

    private static readonly SortedDictionary<string, Action<FigureOptions, Stream, Action<SKCanvas>>> Writers =
        new(StringComparer.Ordinal) { ["pdf"] = WritePdf, ["png"] = WritePng, ["svg"] = WriteSvg };

    private readonly FigureOptions _options;
    private readonly Action<FigureOptions, Stream, Action<SKCanvas>> _write;

    /// <summary>A writer of one format.</summary>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <param name="options">Sizes and ground; null for the usual.</param>
    /// <exception cref="ArgumentException">There is no such format.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of its range.</exception>
    public FigureWriter(string format, FigureOptions? options = null)
    {
        _options = options ?? FigureOptions.Default;
        _options.Validate();
        _write = Writers.TryGetValue(format, out var write)
            ? write
            : throw new ArgumentException($"Formats are {string.Join(", ", Formats)}.", nameof(format));
        FileExtension = $".{format}";
    }

    /// <summary>The formats, in alphabetical order.</summary>
    public static IReadOnlyList<string> Formats => [.. Writers.Keys];

    /// <summary>Whether this machine has a font; without one, figures would have no words.</summary>
    public static bool HasFonts => FigureStyle.HasFonts;

    /// <inheritdoc/>
    public string FileExtension { get; }

    /// <inheritdoc/>
    public void Write(Chart chart, Stream output)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(output);
        FigureStyle style = new(_options);
        using Figure figure = Render(chart, style);
        _write(_options, output, canvas => new FigurePage(style, canvas).Draw(chart, figure));
    }

    /// <summary>The plots of a chart; none if it is empty.</summary>
    internal static Figure Render(Chart chart, FigureStyle style) =>
        chart.IsEmpty ? new Figure([], []) : ChartKinds<IFigureRenderer>.For(chart).Render(chart, style);

    private static void WritePng(FigureOptions options, Stream output, Action<SKCanvas> draw)
    {
        SKImageInfo size = new(options.Width * PixelsPerUnit, options.Height * PixelsPerUnit);
        using SKSurface surface = SKSurface.Create(size);
        surface.Canvas.Scale(PixelsPerUnit);
        draw(surface.Canvas);
        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100);
        data.SaveTo(output);
    }

    private static void WriteSvg(FigureOptions options, Stream output, Action<SKCanvas> draw)
    {
        using MemoryStream written = new();
        using (SKCanvas canvas = SKSvgCanvas.Create(SKRect.Create(options.Width, options.Height), written))
        {
            draw(canvas);
        }

        output.Write(Encoding.UTF8.GetBytes(Renumber(Encoding.UTF8.GetString(written.ToArray()))));
    }

    /// <summary>Names of clips and images count on through the whole process; they start anew in each figure.</summary>
    private static string Renumber(string svg)
    {
        Dictionary<string, string> numbers = new(StringComparer.Ordinal);
        return Identifiers().Replace(svg, match =>
        {
            string name = match.Groups["name"].Value;
            numbers.TryAdd(name, $"i{numbers.Count + 1}");
            return match.Value.Replace(name, numbers[name], StringComparison.Ordinal);
        });
    }

    [GeneratedRegex("( id=\"|url\\(#|href=\"#)(?<name>[a-z]+_[0-9a-f]+)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Identifiers();

    private static void WritePdf(FigureOptions options, Stream output, Action<SKCanvas> draw)
    {
        using MemoryStream written = new();
        using (SKDocument document = SKDocument.CreatePdf(written))
        {
            draw(document.BeginPage(options.Width, options.Height));
            document.EndPage();
            document.Close();
        }

        written.WriteTo(output);
    }
}
