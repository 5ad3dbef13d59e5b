using Petuum.Lab.Analysis.Charts;
using ScottPlot;
using ScottPlot.Plottables;

namespace Petuum.Lab.Figures.Kinds;

/// <summary>A matrix of coloured cells, the first row at the top, and the colours' scale at its right.</summary>
internal sealed class HeatMapFigure : IFigureRenderer
{
    private const int Steps = 128;

    /// <inheritdoc/>
    public Type Kind => typeof(HeatMapChart);

    /// <inheritdoc/>
    public void Draw(Chart chart, Figure figure)
    {
        HeatMapChart map = (HeatMapChart)chart;
        Look look = figure.Look;
        PixelRect body = figure.Body;
        Shades shades = new(map, body.Height - (look.Size * 4), look);
        float barWidth = (float)Math.Min(
            body.Width * 0.3,
            (look.Size * 3.4) + shades.Scale.Ticks.Max(tick => Words.Width(tick.Label, look.Size))
                + (shades.Scale.Label.Length > 0 ? look.Size * 1.6 : 0));
        PixelRect area = new(body.Left, body.Right - barWidth, body.Bottom, body.Top);
        FigurePanel panel = Cells(map, figure, area, shades);
        Bar(figure, new PixelRect(area.Right, body.Right, body.Bottom, body.Top), panel, shades);
    }

    private static FigurePanel Cells(HeatMapChart map, Figure figure, PixelRect area, Shades shades)
    {
        Look look = figure.Look;
        string[] rows = [.. map.Rows.Select(name => Words.Shorten(Words.Clean(name), look.Size, area.Width * 0.3))];
        double left = rows.Max(name => Words.Width(name, look.Size)) + (look.Size * 2.5);
        double cellWidth = Math.Max(1, area.Width - left) / map.Columns.Count;
        double cellHeight = Math.Max(1, area.Height - (look.Size * 4)) / rows.Length;
        string[] columns = [.. map.Columns.Select(name => Words.Shorten(
            Words.Clean(name), look.Size, Math.Max(cellWidth, look.Size * 8)))];
        double columnWidth = columns.Max(name => Words.Width(name, look.Size)) + (look.Size * 0.5);
        Scale x = Scale.OfNames(map.ColumnLabel, -0.5, columns.Length - 0.5, Marks.Names(
            [.. columns.Select((name, index) => ((double)index, name))], cellWidth, columnWidth));
        Scale y = Scale.OfNames(map.RowLabel, -rows.Length + 0.5, 0.5, Marks.Names(
            [.. rows.Select((name, index) => ((double)-index, name))], cellHeight, look.Size * 1.15));
        FigurePanel panel = FigurePanel.Add(figure, area, x, y, new PanelStyle
        {
            HasGridY = false,
            HasNamesX = true,
            HasNamesY = true,
        });
        for (int row = 0; row < rows.Length; row++)
        {
            for (int column = 0; column < columns.Length; column++)
            {
                if (map.At(row, column) is { } value && map.Value.HasPlace(value))
                {
                    Cell(panel, row, column, value, map, shades, look);
                }
            }
        }

        return panel;
    }

    private static void Cell(FigurePanel panel, int row, int column, double value, HeatMapChart map, Shades shades,
        Look look)
    {
        string color = shades.Of(value);
        Rectangle cell = panel.Plot.Add.Rectangle(column - 0.5, column + 0.5, -row - 0.5, -row + 0.5);
        cell.FillStyle.Color = Color.FromHex(color);
        cell.FillStyle.AntiAlias = false;
        cell.LineStyle.Width = 0;
        string text = Quantity.Number(value / shades.Scale.Divisor);
        double width = panel.Data.Width / map.Columns.Count;
        if (panel.Data.Height / map.Rows.Count < look.Size * 1.3
            || Words.Width(text, look.SmallSize) > width - (look.Size * 0.3))
        {
            return;
        }

        double across = (column + 0.5) / map.Columns.Count;
        double down = (row + 0.5) / map.Rows.Count;
        panel.Plot.PlottableList.Add(new OutsideText(text, look.SmallSize, Color.FromHex(Ramp.InkOn(color)))
        {
            Align = SkiaSharp.SKTextAlign.Center,
            Place = frame => new Pixel(
                frame.Left + (across * frame.Width), frame.Top + (down * frame.Height) + (look.SmallSize * 0.36)),
        });
    }

    /// <summary>The colours from low to high, as high as the cells, with their marks at the right.</summary>
    private static void Bar(Figure figure, PixelRect area, FigurePanel cells, Shades shades)
    {
        Look look = figure.Look;
        FigurePanel bar = FigurePanel.Add(
            figure, area, Scale.OfNames("", 0, 1, []), shades.Scale, new PanelStyle { HasGridY = false });
        IYAxis right = bar.Plot.Axes.Right;
        right.IsVisible = true;
        FigurePanel.Adapt(right, shades.Scale, look, area.Height * 0.8, hasNames: false);
        right.FrameLineStyle.Width = 0;
        right.Range.Set(shades.Scale.Low, shades.Scale.High);
        bar.Plot.Remove<OutsideText>();
        bar.Plot.PlottableList.Add(new OutsideText(right.Label.Text, look.Size, look.Of(Tone.Muted))
        {
            Align = SkiaSharp.SKTextAlign.Center,
            IsUpright = true,
            Place = frame => new Pixel(area.Right - (look.Size * 0.3), frame.VerticalCenter),
        });
        bar.Plot.Axes.Left.IsVisible = false;
        bar.Plot.Axes.Bottom.IsVisible = false;
        float gap = (float)look.Size;
        bar.Plot.Layout.Fixed(new PixelPadding(
            gap, Math.Max(1, area.Width - (gap * 2.2f)), Math.Max(0, area.Bottom - cells.Data.Bottom),
            Math.Max(0, cells.Data.Top - area.Top)));
        double step = (shades.Scale.High - shades.Scale.Low) / Steps;
        for (int index = 0; index < Steps; index++)
        {
            double low = shades.Scale.Low + (index * step);
            Rectangle shade = bar.Plot.Add.Rectangle(0, 1, low, low + (step * (index < Steps - 1 ? 1.5 : 1)));
            shade.FillStyle.Color = Color.FromHex(shades.OfPlace(low + (step / 2)));
            shade.FillStyle.AntiAlias = false;
            shade.LineStyle.Width = 0;
        }
    }

    /// <summary>Which colour a value has.</summary>
    private sealed class Shades
    {
        private readonly Ramp _ramp;
        private readonly double _low;
        private readonly double _high;

        public Shades(HeatMapChart map, double pixels, Look look)
        {
            AxisRange? range = AxisRange.Of(map.Value, map.Values.Take(map.Rows.Count).SelectMany(
                row => row.Take(map.Columns.Count)));
            Scale = Scale.Of(map.Value, range, pixels, look, isHorizontal: false, isTight: true);
            _low = Scale.Low;
            _high = Scale.High;
            _ramp = Ramp.Sequential;
            if (map.Centre is { } centre && map.Value.HasPlace(centre))
            {
                double middle = Scale.Place(centre);
                double reach = Math.Max(Math.Abs(_high - middle), Math.Abs(middle - _low));
                (_low, _high) = (middle - reach, middle + reach);
                _ramp = Ramp.Diverging;
            }
        }

        public Scale Scale { get; }

        public string Of(double value) => OfPlace(Scale.Place(value));

        public string OfPlace(double place) => _ramp.At((place - _low) / (_high - _low));
    }
}
