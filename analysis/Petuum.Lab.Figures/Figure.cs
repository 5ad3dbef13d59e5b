using Petuum.Lab.Analysis.Charts;
using ScottPlot;
using SkiaSharp;

namespace Petuum.Lab.Figures;

/// <summary>
/// A chart as a picture: title, subtitle and legend above, one or several plots in the middle, the caption below.
/// </summary>
public sealed class Figure : IDisposable
{
    private const int TitleLinesMax = 3;
    private const int SubtitleLinesMax = 2;
    private const int CaptionLinesMax = 4;
    private readonly List<FigurePanel> _panels = [];

    internal Figure(Chart chart, Look look)
    {
        Look = look;
        double room = look.Options.Width - (2 * Margin);
        Title = Words.Wrap(chart.Title, look.TitleSize, room, TitleLinesMax, bold: true);
        Subtitle = Words.Wrap(chart.Subtitle, look.Size, room, SubtitleLinesMax);
        Caption = Words.Wrap(chart.Caption, look.SmallSize, room, CaptionLinesMax);
        Alternative = chart.Alternative;
    }

    /// <summary>Whether this machine has a font; without one, figures would have no words.</summary>
    public static bool HasFonts => Typefaces.Any;

    /// <summary>The plots, from left to right and from top to bottom; none if there is nothing to show.</summary>
    public IReadOnlyList<Plot> Plots => [.. _panels.Select(panel => panel.Plot)];

    /// <summary>The title's lines.</summary>
    public IReadOnlyList<string> Title { get; }

    /// <summary>The subtitle's lines.</summary>
    public IReadOnlyList<string> Subtitle { get; }

    /// <summary>The lines of the small print.</summary>
    public IReadOnlyList<string> Caption { get; }

    /// <summary>What the legend names; empty where the ends of curves carry their names.</summary>
    public IReadOnlyList<string> LegendNames => Legend?.Names ?? [];

    /// <summary>What the chart says, for those who do not see it.</summary>
    public string Alternative { get; }

    /// <summary>How large it is.</summary>
    public FigureOptions Options => Look.Options;

    internal Look Look { get; }

    internal double Margin => Look.Size * 0.8;

    internal FigureLegend? Legend { get; set; }

    internal IReadOnlyList<FigurePanel> Panels => _panels;

    /// <summary>The room between the legend and the caption.</summary>
    internal PixelRect Body
    {
        get
        {
            double top = HeaderHeight + (Legend is null ? 0 : Legend.Height);
            double bottom = Math.Max(top + 1, Options.Height - Margin - CaptionHeight);
            return new PixelRect((float)Margin, (float)(Options.Width - Margin), (float)bottom, (float)top);
        }
    }

    private double HeaderHeight => Margin + (Title.Count * Look.TitleSize * Look.Leading)
        + (Subtitle.Count * Look.Size * Look.Leading) + (Title.Count + Subtitle.Count > 0 ? Look.Size * 0.3 : 0);

    private double CaptionHeight => Caption.Count * Look.SmallSize * Look.Leading;

    /// <summary>The figure of a chart; dispose of it.</summary>
    /// <exception cref="ArgumentException">Nothing draws this kind of chart.</exception>
    public static Figure Of(Chart chart, FigureOptions options)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Figure figure = new(chart, new Look(options));
        IFigureRenderer renderer = ChartKinds<IFigureRenderer>.For(chart);
        if (!chart.IsEmpty)
        {
            renderer.Draw(chart, figure);
        }

        return figure;
    }

    /// <summary>Draws the figure at the canvas's origin.</summary>
    public void Render(SKCanvas canvas)
    {
        ArgumentNullException.ThrowIfNull(canvas);
        canvas.Clear(Look.Of(Tone.Ground).ToSKColor());
        SKColor ink = Look.Of(Tone.Ink).ToSKColor();
        SKColor muted = Look.Of(Tone.Muted).ToSKColor();
        double y = Lines(canvas, Title, Margin, Look.TitleSize, ink, bold: true);
        Lines(canvas, Subtitle, y, Look.Size, muted);
        Legend?.Render(canvas, Margin, HeaderHeight);
        using SKNoDrawCanvas nowhere = new(Options.Width, Options.Height);
        foreach (FigurePanel panel in _panels)
        {
            // A plot whose limits or layout are new is drawn twice by ScottPlot, one over the other; so the first time
            // is nowhere.
            panel.Plot.Render(nowhere, panel.Area);
            panel.Plot.Render(canvas, panel.Area);
        }

        if (_panels.Count == 0)
        {
            PixelRect body = Body;
            Words.Draw(canvas, "no data", body.HorizontalCenter, body.VerticalCenter, Look.TitleSize, muted,
                SKTextAlign.Center);
        }

        Lines(canvas, Caption, Options.Height - Margin - CaptionHeight, Look.SmallSize, muted);
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    internal void Add(FigurePanel panel) => _panels.Add(panel);

    internal void Clear()
    {
        foreach (FigurePanel panel in _panels)
        {
            panel.Plot.Dispose();
        }

        _panels.Clear();
    }

    /// <summary>The body in equal parts, as many beside each other as are at least so wide.</summary>
    internal IReadOnlyList<PixelRect> Grid(int count, double widthMin)
    {
        PixelRect body = Body;
        int columns = Math.Clamp((int)(body.Width / widthMin), 1, Math.Max(1, count));
        int rows = Math.Max(1, (count + columns - 1) / columns);
        columns = (count + rows - 1) / rows;
        float gap = (float)Look.Size * 0.6f;
        float width = (body.Width - (gap * (columns - 1))) / Math.Max(1, columns);
        float height = body.Height / rows;
        return [.. Enumerable.Range(0, count).Select(index =>
        {
            float left = body.Left + (index % columns * (width + gap));
            float top = body.Top + (index / columns * height);
            return new PixelRect(left, left + width, top + height, top);
        })];
    }

    private double Lines(SKCanvas canvas, IReadOnlyList<string> lines, double top, double size, SKColor color,
        bool bold = false)
    {
        foreach (string line in lines)
        {
            Words.Draw(canvas, line, Margin, top + size, size, color, bold: bold);
            top += size * Look.Leading;
        }

        return top;
    }
}
