using System.Globalization;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;
using Petuum.Lab.Analysis.Charts;
using SkiaSharp;

namespace Petuum.Lab.Figures;

/// <summary>
/// Writes charts as figures for papers, slides and pages. On one machine the same chart gives the same bytes; machines
/// with other fonts draw other letters.
/// </summary>
public sealed partial class FigureWriter : IChartWriter
{
    /// <summary>Pixels of a PNG for each unit of the figure.</summary>
    public const int PixelsPerUnit = 2;

    private static readonly SortedDictionary<string, Func<Figure, byte[]>> Writers =
        new(StringComparer.Ordinal) { ["pdf"] = Pdf, ["png"] = Png, ["svg"] = Svg };

    private readonly FigureOptions _options;
    private readonly Func<Figure, byte[]> _write;

    /// <summary>Writes figures of one format.</summary>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <param name="options">Sizes and ground; null for the usual.</param>
    /// <exception cref="ArgumentException">There is no such format.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of its range.</exception>
    public FigureWriter(string format, FigureOptions? options = null)
    {
        _options = options ?? FigureOptions.Default;
        _options.Validate();
        _write = Writers.TryGetValue(format, out Func<Figure, byte[]>? write)
            ? write
            : throw new ArgumentException($"Formats are {string.Join(", ", Formats)}.", nameof(format));
        FileExtension = $".{format}";
    }

    /// <summary>The formats, in alphabetical order.</summary>
    public static IReadOnlyList<string> Formats => [.. Writers.Keys];

    /// <summary>Whether this machine has a font; without one, figures would have no words.</summary>
    public static bool HasFonts => Typefaces.Any;

    /// <inheritdoc/>
    public string FileExtension { get; }

    /// <inheritdoc/>
    public void Write(Chart chart, Stream output)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(output);
        using Figure figure = Figure.Of(chart, _options);
        output.Write(_write(figure));
    }

    private static byte[] Png(Figure figure)
    {
        using SKSurface surface = SKSurface.Create(
            new SKImageInfo(figure.Options.Width * PixelsPerUnit, figure.Options.Height * PixelsPerUnit));
        surface.Canvas.Scale(PixelsPerUnit);
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
        };
        using (SKDocument document = SKDocument.CreatePdf(written, metadata))
        {
            using SKCanvas page = document.BeginPage(figure.Options.Width, figure.Options.Height);
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
        text = Renumbered(text);
        text = Root().Replace(text, match => $"{match.Value}{Described(figure)} ", 1);
        return Encoding.UTF8.GetBytes(text);
    }

    /// <summary>Names of clips and images count on through the whole process; here they start anew.</summary>
    private static string Renumbered(string svg)
    {
        Dictionary<string, string> numbers = new(StringComparer.Ordinal);
        return Identifiers().Replace(svg, match =>
        {
            string name = match.Groups["name"].Value;
            numbers.TryAdd(name, $"i{numbers.Count + 1}");
            return match.Value.Replace(name, numbers[name], StringComparison.Ordinal);
        });
    }

    /// <summary>What the root says besides its size: how it scales, and what those hear who do not see it.</summary>
    private static string Described(Figure figure) => string.Create(
        CultureInfo.InvariantCulture,
        $"viewBox=\"0 0 {figure.Options.Width} {figure.Options.Height}\" role=\"img\" "
            + $"aria-label=\"{SecurityElement.Escape(Words.Clean(figure.Alternative))}\"");

    [GeneratedRegex("font-family=\"(?<family>[^\"]*)\"", RegexOptions.None, 5000)]
    private static partial Regex Families();

    [GeneratedRegex("(?: id=\"|url\\(#|href=\"#)(?<name>[a-z]+_[0-9a-f]+)", RegexOptions.None, 10_000)]
    private static partial Regex Identifiers();

    [GeneratedRegex("<svg ", RegexOptions.None, 5000)]
    private static partial Regex Root();
}
