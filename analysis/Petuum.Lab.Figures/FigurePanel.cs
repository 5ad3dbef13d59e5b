using Petuum.Lab.Analysis.Charts;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Petuum.Lab.Figures;

/// <summary>A plot in the house's style and its place in the figure.</summary>
internal sealed class FigurePanel
{
    private FigurePanel(Plot plot, PixelRect area, PixelRect data, Scale x, Scale y)
    {
        Plot = plot;
        Area = area;
        Data = data;
        X = x;
        Y = y;
    }

    /// <summary>The plot.</summary>
    public Plot Plot { get; }

    /// <summary>The plot with its axes, in the figure's pixels.</summary>
    public PixelRect Area { get; }

    /// <summary>What lies between the axes, in the figure's pixels.</summary>
    public PixelRect Data { get; }

    /// <summary>The horizontal scale.</summary>
    public Scale X { get; }

    /// <summary>The vertical scale.</summary>
    public Scale Y { get; }

    /// <summary>Adds an empty plot to a figure.</summary>
    public static FigurePanel Add(Figure figure, PixelRect area, Scale x, Scale y, PanelStyle style)
    {
        Look look = figure.Look;
        Plot plot = new();
        plot.RenderManager.ClearCanvasBeforeEachRender = false;
        plot.FigureBackground.Color = Colors.Transparent;
        plot.DataBackground.Color = Colors.Transparent;
        plot.HideLegend();
        plot.Axes.SetLimits(x.Low, x.High, y.Low, y.High);
        string title = Words.Shorten(Words.Clean(style.Title), look.Size, area.Width, bold: true);
        Adapt(plot.Axes.Bottom, x, look, area.Width * 0.95, style.HasNamesX);
        Adapt(plot.Axes.Left, y, look, area.Height * 0.9, style.HasNamesY);
        plot.Axes.Top.IsVisible = false;
        plot.Axes.Right.IsVisible = false;
        plot.Grid.XAxisStyle.IsVisible = style.HasGridX;
        plot.Grid.YAxisStyle.IsVisible = style.HasGridY;
        plot.Grid.MajorLineColor = look.Of(Tone.Grid);
        plot.Grid.MajorLineWidth = look.HairWidth;
        plot.Grid.MinorLineWidth = 0;
        PixelPadding padding = Padding(x, y, look, area, title, style);
        plot.Layout.Fixed(padding);
        PixelRect data = new(
            area.Left + padding.Left, area.Right - padding.Right, area.Bottom - padding.Bottom,
            area.Top + padding.Top);
        if (title.Length > 0)
        {
            plot.Axes.Title.Label.Text = "";
            plot.PlottableList.Add(new OutsideText(title, look.Size, look.Of(Tone.Ink), isBold: true)
            {
                Place = frame => new Pixel(frame.Left, frame.Top - (look.Size * 0.55)),
            });
        }

        AddLabels(plot, look, area, data);
        FigurePanel panel = new(plot, area, data, x, y);
        figure.Add(panel);
        return panel;
    }

    /// <summary>The figure's pixel row of a vertical coordinate.</summary>
    public double PixelY(double coordinate) =>
        Data.Bottom - ((coordinate - Y.Low) / (Y.High - Y.Low) * Data.Height);

    /// <summary>The figure's pixel column of a horizontal coordinate.</summary>
    public double PixelX(double coordinate) => Data.Left + ((coordinate - X.Low) / (X.High - X.Low) * Data.Width);

    /// <summary>Gives an axis the style, the label and the marks of a scale.</summary>
    public static void Adapt(IAxis axis, Scale scale, Look look, double room, bool hasNames)
    {
        Tick[] ticks = [.. scale.Ticks];
        axis.TickGenerator = new NumericManual(ticks);
        axis.Label.Text = Words.Shorten(scale.Label, look.Size, room);
        axis.Label.IsVisible = false;
        axis.TickLabelStyle.FontName = Typefaces.FamilyFor(string.Concat(ticks.Select(tick => tick.Label)));
        axis.TickLabelStyle.FontSize = (float)look.Size;
        axis.TickLabelStyle.ForeColor = look.Of(hasNames ? Tone.Ink : Tone.Muted);
        axis.FrameLineStyle.Color = look.Of(Tone.Axis);
        axis.FrameLineStyle.Width = look.HairWidth;
        Color marks = hasNames ? Colors.Transparent : look.Of(Tone.Axis);
        axis.MajorTickStyle.Color = marks;
        axis.MajorTickStyle.Width = look.HairWidth;
        axis.MajorTickStyle.Length = hasNames ? 0 : (float)(look.Size * 0.4);
        axis.MinorTickStyle.Color = marks;
        axis.MinorTickStyle.Width = look.HairWidth;
        axis.MinorTickStyle.Length = hasNames ? 0 : (float)(look.Size * 0.22);
    }

    /// <summary>
    /// The labels at the edges of the plot's area; ScottPlot's own stand where its own layout wants them.
    /// </summary>
    private static void AddLabels(Plot plot, Look look, PixelRect area, PixelRect data)
    {
        Color muted = look.Of(Tone.Muted);
        plot.PlottableList.Add(new OutsideText(plot.Axes.Bottom.Label.Text, look.Size, muted)
        {
            Align = SkiaSharp.SKTextAlign.Center,
            Place = frame => new Pixel(
                frame.HorizontalCenter, frame.Bottom + (area.Bottom - data.Bottom) - (look.Size * 0.45)),
        });
        plot.PlottableList.Add(new OutsideText(plot.Axes.Left.Label.Text, look.Size, muted)
        {
            Align = SkiaSharp.SKTextAlign.Center,
            IsUpright = true,
            Place = frame => new Pixel(frame.Left - (data.Left - area.Left) + look.Size, frame.VerticalCenter),
        });
    }

    private static PixelPadding Padding(
        Scale x, Scale y, Look look, PixelRect area, string title, PanelStyle style)
    {
        double size = look.Size;
        Tick[] down = [.. y.Ticks.Where(tick => tick.IsMajor)];
        double left = (down.Length == 0 ? 0 : down.Max(tick => Words.Width(tick.Label, size))) + (size * 0.9)
            + (y.Label.Length > 0 ? size * 1.5 : 0);
        int lines = x.Ticks.Any(tick => tick.Label.StartsWith('\n')) ? 2 : 1;
        double bottom = (size * (0.6 + (lines * 1.25))) + (x.Label.Length > 0 ? size * 1.35 : 0);
        double top = title.Length > 0 ? size * 1.9 : size * 0.7;
        double right = Math.Max(size * 0.6, style.RoomRight);
        double width = Math.Max(1, area.Width - left - right);
        foreach (Tick tick in x.Ticks.Where(tick => tick.IsMajor))
        {
            double half = Words.Width(tick.Label, size) / 2;
            double share = (tick.Position - x.Low) / (x.High - x.Low);
            right = Math.Max(right, half - ((1 - share) * width));
            left = Math.Max(left, half - (share * width));
        }

        left = Math.Min(left, area.Width * 0.5);
        right = Math.Min(right, area.Width * 0.4);
        bottom = Math.Min(bottom, area.Height * 0.5);
        top = Math.Min(top, area.Height * 0.3);
        return new PixelPadding((float)left, (float)right, (float)bottom, (float)top);
    }
}

/// <summary>What a panel has besides its scales.</summary>
internal sealed record PanelStyle
{
    /// <summary>Its title, or empty.</summary>
    public string Title { get; init; } = "";

    /// <summary>Room right of the plot, for the names of curves.</summary>
    public double RoomRight { get; init; }

    /// <summary>Whether lines run down from the marks of the horizontal axis.</summary>
    public bool HasGridX { get; init; }

    /// <summary>Whether lines run across from the marks of the vertical axis.</summary>
    public bool HasGridY { get; init; } = true;

    /// <summary>Whether the horizontal axis has names instead of numbers.</summary>
    public bool HasNamesX { get; init; }

    /// <summary>Whether the vertical axis has names instead of numbers.</summary>
    public bool HasNamesY { get; init; }
}
