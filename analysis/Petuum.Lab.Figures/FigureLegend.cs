using Petuum.Lab.Analysis.Charts;
using ScottPlot;
using SkiaSharp;

namespace Petuum.Lab.Figures;

/// <summary>A name in a legend and what stands before it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Color">The colour of the curve, bar or span.</param>
/// <param name="Line">The dash of a curve; null for a box.</param>
/// <param name="Marker">The shape at a curve's points.</param>
internal sealed record LegendEntry(
    string Name, Color Color, LinePattern? Line = null, ScottPlot.MarkerShape Marker = ScottPlot.MarkerShape.None);

/// <summary>Names in as many rows as they need, above the plots.</summary>
internal sealed class FigureLegend
{
    private const int RowsMax = 5;
    private readonly Look _look;
    private readonly List<(LegendEntry Entry, string Text, double X, int Row)> _places = [];
    private readonly string _more = "";

    public FigureLegend(IReadOnlyList<LegendEntry> entries, Look look)
    {
        _look = look;
        double room = look.Options.Width - (1.6 * look.Size);
        double x = 0;
        int row = 0;
        foreach (LegendEntry entry in entries)
        {
            string text = Words.Shorten(Words.Clean(entry.Name), look.Size, room - Swatch);
            double width = Swatch + Words.Width(text, look.Size);
            if (x > 0 && x + width > room)
            {
                x = 0;
                row++;
            }

            if (row == RowsMax)
            {
                _more = $"and {entries.Count - _places.Count} more";
                break;
            }

            _places.Add((entry, text, x, row));
            x += width + (look.Size * 1.2);
        }

        Rows = Math.Min(row + 1, RowsMax) + (_more.Length > 0 ? 1 : 0);
    }

    /// <summary>What it names, as far as it is shown.</summary>
    public IReadOnlyList<string> Names => [.. _places.Select(place => place.Text)];

    /// <summary>How high it is.</summary>
    public double Height => (Rows * RowHeight) + (_look.Size * 0.3);

    private int Rows { get; }

    private double Swatch => _look.Size * 2;

    private double RowHeight => _look.Size * 1.45;

    /// <summary>Draws it.</summary>
    public void Render(SKCanvas canvas, double left, double top)
    {
        SKColor ink = _look.Of(Tone.Ink).ToSKColor();
        using Paint paint = Paint.NewDisposablePaint();
        foreach ((LegendEntry entry, string text, double x, int row) in _places)
        {
            double middle = top + (row * RowHeight) + (_look.Size * 0.65);
            Draw(canvas, entry, (float)(left + x), (float)middle, paint);
            Words.Draw(canvas, text, left + x + Swatch, middle + (_look.Size * 0.36), _look.Size, ink);
        }

        Words.Draw(canvas, _more, left, top + ((Rows - 1) * RowHeight) + _look.Size, _look.Size,
            _look.Of(Tone.Muted).ToSKColor());
    }

    private void Draw(SKCanvas canvas, LegendEntry entry, float x, float y, Paint paint)
    {
        float size = (float)_look.Size;
        if (entry.Line is not { } pattern)
        {
            PixelRect box = new(x + (size * 0.5f), x + (size * 1.5f), y + (size * 0.42f), y - (size * 0.42f));
            Drawing.FillRectangle(canvas, box, paint, new FillStyle { IsVisible = true, Color = entry.Color });
            return;
        }

        PatternedLine.Draw(canvas, [new Pixel(x, y), new Pixel(x + (size * 1.6f), y)],
            new ScottPlot.LineStyle { Color = entry.Color, Width = _look.LineWidth, Pattern = pattern });
        Drawing.DrawMarker(canvas, paint, new Pixel(x + (size * 0.8f), y),
            new MarkerStyle(entry.Marker, size * 0.6f, entry.Color));
    }
}
