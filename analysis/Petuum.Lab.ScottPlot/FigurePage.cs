using Petuum.Lab.Analysis.Charts;
using ScottPlot;
using SkiaSharp;

namespace Petuum.Lab.ScottPlot;

/// <summary>Puts title, legend, plots and small print of a figure in their places.</summary>
internal sealed class FigurePage(FigureStyle style, SKCanvas canvas)
{
    private const int PanelsAcross = 3;
    private readonly float _margin = style.Letters;
    private readonly float _width = style.Options.Width;

    /// <summary>Draws everything.</summary>
    public void Draw(Chart chart, Figure figure)
    {
        canvas.DrawColor(Sk(style.Color(Tone.Ground)));
        float top = _margin;
        top = Words(chart.Title, top, 1.25f, Tone.Ink, bold: true, linesMax: 2);
        top = Words(chart.Subtitle, top, 1, Tone.Muted, bold: false, linesMax: 2);
        top = Legend(figure.Legend, top + (style.Letters / 3));
        IReadOnlyList<string> caption = Wrap(chart.Caption, 0.85f, false, 3);
        float bottom = style.Options.Height - (_margin / 2) - (caption.Count * 0.85f * style.Letters * 1.3f);
        if (figure.Panels.Count == 0)
        {
            using SKFont font = style.Font(style.Letters);
            using SKPaint paint = Paint(Tone.Muted);
            canvas.DrawText("no data", _width / 2, (top + bottom) / 2, SKTextAlign.Center, font, paint);
        }

        Panels(figure.Panels, top, bottom);
        Words(chart.Caption, bottom, 0.85f, Tone.Muted, bold: false, linesMax: 3);
    }

    private void Panels(IReadOnlyList<FigurePanel> panels, float top, float bottom)
    {
        int across = Math.Min(PanelsAcross, Math.Max(1, panels.Count));
        int down = (panels.Count + across - 1) / across;
        for (int i = 0; i < panels.Count; i++)
        {
            float width = (_width - _margin) / across;
            float height = (bottom - top) / down;
            float left = (_margin / 2) + (i % across * width);
            float above = top + (i / across * height);
            if (panels[i].Title.Length > 0)
            {
                using SKFont font = style.Font(style.Letters, bold: true);
                using SKPaint paint = Paint(Tone.Ink);
                string title = Fit(panels[i].Title, font, width - _margin);
                canvas.DrawText(title, left + (width / 2), above + style.Letters, SKTextAlign.Center, font, paint);
                above += style.Letters * 1.4f;
            }

            Panel(panels[i], new PixelRect(left, left + width, (top + ((i / across) + 1) * height), above));
        }
    }

    private void Panel(FigurePanel panel, PixelRect place)
    {
        float widest = panel.Ends.Select(end => style.WidthOf(end.Name)).DefaultIfEmpty(0).Max();
        float room = Math.Min(widest, place.Width * 0.3f);
        if (panel.Ends.Count > 0)
        {
            panel.Plot.Axes.Right.MinimumSize = room + style.Letters;
        }

        canvas.Save();
        canvas.ClipRect(new SKRect(place.Left, Math.Min(place.Top, place.Bottom), place.Right, Math.Max(place.Top,
            place.Bottom)));
        panel.Plot.Render(canvas, place);
        canvas.Restore();
        Ends(panel, room);
    }

    /// <summary>Names at the ends of curves, moved apart as far as they have to.</summary>
    private void Ends(FigurePanel panel, float room)
    {
        PixelRect data = panel.Plot.LastRender.DataRect;
        float apart = style.Letters * 1.15f;
        (EndLabel Label, float Y)[] labels = [.. panel.Ends
            .Select(end => (end, panel.Plot.GetPixel(new Coordinates(0, end.Y)).Y))
            .OrderBy(label => label.Y)];
        if (labels.Length * apart > data.Height + apart)
        {
            apart = (data.Height + apart) / Math.Max(1, labels.Length);
        }

        for (int i = 1; i < labels.Length; i++)
        {
            labels[i].Y = Math.Max(labels[i].Y, labels[i - 1].Y + apart);
        }

        float floor = Math.Max(data.Top, data.Bottom);
        for (int i = labels.Length - 1; i >= 0; i--)
        {
            labels[i].Y = Math.Min(labels[i].Y, floor);
            floor = labels[i].Y - apart;
        }

        using SKFont font = style.Font(style.Letters);
        foreach ((EndLabel label, float y) in labels)
        {
            using SKPaint paint = new() { Color = Sk(label.Color), IsAntialias = true };
            canvas.DrawText(Fit(label.Name, font, room), data.Right + (style.Letters / 2),
                y + (style.Letters * 0.35f), font, paint);
        }
    }

    private float Legend(IReadOnlyList<LegendEntry> entries, float top)
    {
        if (entries.Count == 0)
        {
            return top;
        }

        using SKFont font = style.Font(style.Letters);
        using SKPaint ink = Paint(Tone.Ink);
        float square = style.Letters * 0.8f;
        float x = _margin;
        foreach (LegendEntry entry in entries)
        {
            string name = Fit(entry.Name, font, _width - (2 * _margin) - (2 * square));
            float width = (square * 1.5f) + font.MeasureText(name) + (style.Letters * 1.2f);
            if (x > _margin && x + width > _width)
            {
                x = _margin;
                top += style.Letters * 1.4f;
            }

            using SKPaint paint = new() { Color = Sk(entry.Color) };
            canvas.DrawRect(x, top + (style.Letters * 0.15f), square, square, paint);
            canvas.DrawText(name, x + (square * 1.5f), top + (style.Letters * 0.88f), font, ink);
            x += width;
        }

        return top + (style.Letters * 1.5f);
    }

    private float Words(string text, float top, float scale, Tone tone, bool bold, int linesMax)
    {
        using SKFont font = style.Font(style.Letters * scale, bold);
        using SKPaint paint = Paint(tone);
        foreach (string line in Wrap(text, scale, bold, linesMax))
        {
            canvas.DrawText(line, _margin, top + font.Size, font, paint);
            top += font.Size * 1.3f;
        }

        return top;
    }

    private List<string> Wrap(string text, float scale, bool bold, int linesMax)
    {
        using SKFont font = style.Font(style.Letters * scale, bold);
        float room = _width - (2 * _margin);
        List<string> lines = [];
        foreach (string word in text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && (lines.Count == linesMax || font.MeasureText($"{lines[^1]} {word}") <= room))
            {
                lines[^1] = $"{lines[^1]} {word}";
            }
            else
            {
                lines.Add(word);
            }
        }

        return [.. lines.Select(line => Fit(line, font, room))];
    }

    private static string Fit(string text, SKFont font, float room)
    {
        string fitting = text.ReplaceLineEndings(" ");
        while (fitting.Length > 1 && font.MeasureText(fitting) > room)
        {
            fitting = $"{fitting[..Math.Max(0, fitting.Length - 2)].TrimEnd()}…";
        }

        return fitting;
    }

    private SKPaint Paint(Tone tone) => new() { Color = Sk(style.Color(tone)), IsAntialias = true };

    private static SKColor Sk(Color color) => new(color.R, color.G, color.B, color.A);
}
