using Petuum.Lab.Analysis.Charts;
using ScottPlot;
using ScottPlot.Panels;
using ScottPlot.Plottables;
using Axis = Petuum.Lab.Analysis.Charts.Axis;

namespace Petuum.Lab.ScottPlot;

/// <summary>A matrix of colours with a colour bar; cells that have room say their value.</summary>
internal sealed class HeatMapFigure : IFigureRenderer
{
    private const int NamesMax = 24;

    /// <inheritdoc/>
    public Type Kind => typeof(HeatMapChart);

    /// <inheritdoc/>
    public Figure Render(Chart chart, FigureStyle style)
    {
        HeatMapChart map = (HeatMapChart)chart;
        (int rows, int columns) = (map.Rows.Count, map.Columns.Count);
        FigureAxis bottom = new(map.ColumnLabel, -0.5, columns - 0.5, Names(map.Columns, index => index));
        FigureAxis left = new(map.RowLabel, -0.5, rows - 0.5, Names(map.Rows, index => rows - 1 - index));
        FigureAxis value = new(map.Value, RangeOf(map), style.Options.Height / 60);
        double[,] cells = new double[rows, columns];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                cells[row, column] = map.At(row, column) is { } known ? value.Place(known) : double.NaN;
            }
        }

        Plot plot = style.Plot(bottom, left);
        plot.HideGrid();
        Heatmap heat = plot.Add.Heatmap(cells);
        heat.Colormap = new Palette(map.Centre is null ? Ramp.Sequential : Ramp.Diverging);
        heat.ManualRange = RangeOnBar(map, value);
        heat.NaNCellColor = Colors.Transparent;
        ColorBar bar = plot.Add.ColorBar(heat, Edge.Right);
        style.Apply(bar.Axis, value);
        bar.Label = "";
        style.Letter(bar.LabelStyle, Tone.Muted);
        bar.Label = value.Title;
        if (style.Options.Width / columns > 5 * style.Letters && style.Options.Height / rows > 2.5 * style.Letters)
        {
            AddValues(plot, map, cells, heat, style);
        }

        return new Figure([new FigurePanel(plot)], []);
    }

    private static IEnumerable<(double Place, string Name)> Names(IReadOnlyList<string> names, Func<int, double> place)
    {
        int every = (names.Count + NamesMax - 1) / NamesMax;
        return names.Select((name, index) => (place(index), name)).Where((_, index) => index % every == 0);
    }

    private static AxisRange? RangeOf(HeatMapChart map) => AxisRange.Of(
        map.Value, map.Values.Take(map.Rows.Count).SelectMany(row => row.Take(map.Columns.Count)));

    /// <summary>The colours' ends; of a two-sided palette they are equally far from its centre.</summary>
    private static global::ScottPlot.Range RangeOnBar(HeatMapChart map, FigureAxis value)
    {
        if (map.Centre is not { } centre || double.IsNaN(value.Place(centre)))
        {
            return new global::ScottPlot.Range(value.Low, value.High);
        }

        double middle = value.Place(centre);
        double far = Math.Max(Math.Abs(value.High - middle), Math.Abs(value.Low - middle));
        return new global::ScottPlot.Range(middle - far, middle + far);
    }

    private static void AddValues(
        Plot plot, HeatMapChart map, double[,] cells, Heatmap heat, FigureStyle style)
    {
        Axis plain = map.Value with { Unit = "" };
        for (int row = 0; row < map.Rows.Count; row++)
        {
            for (int column = 0; column < map.Columns.Count; column++)
            {
                if (double.IsNaN(cells[row, column]))
                {
                    continue;
                }

                Text text = plot.Add.Text(
                    Quantity.Of(map.At(row, column)!.Value, plain), column, map.Rows.Count - 1 - row);
                style.Letter(text.LabelStyle, Tone.Ink, 0.9f);
                Color ground = heat.Colormap.GetColor(heat.ManualRange!.Value.Normalize(cells[row, column],
                    clamp: true));
                text.LabelFontColor = new Color(Ramp.InkOn(ground.ToHex()));
                text.LabelAlignment = Alignment.MiddleCenter;
            }
        }
    }

    private sealed class Palette(Ramp ramp) : IColormap
    {
        public string Name => "Petuum.Lab";

        public Color GetColor(double position) => new(ramp.At(double.IsNaN(position) ? 0 : position));
    }
}
