using Petuum.Lab.Analysis.Charts;
using ScottPlot;
using ScottPlot.Plottables;
using Axis = Petuum.Lab.Analysis.Charts.Axis;

namespace Petuum.Lab.ScottPlot;

/// <summary>Speed-up, efficiency and waiting beside each other, against what was swept.</summary>
internal sealed class ScalingFigure : IFigureRenderer
{
    /// <inheritdoc/>
    public Type Kind => typeof(ScalingChart);

    /// <inheritdoc/>
    public Figure Render(Chart chart, FigureStyle style)
    {
        ScalingChart scaling = (ScalingChart)chart;
        int width = style.Options.Width / scaling.Panels.Count;
        ScalingPoint[] points = [.. scaling.Series.SelectMany(series => series.Points)];
        FigureAxis x = new(scaling.X, AxisRange.Of(scaling.X, points.Select(point => point.X)), width / 60);
        return new Figure(
            [
                .. scaling.Panels.Select(panel =>
                    new FigurePanel(PlotOf(scaling, panel, x, style), ScalingChart.TitleOf(panel))),
            ],
            scaling.Series.Count > 1
                ? [.. scaling.Series.Select((series, i) => new LegendEntry(series.Name, style.Series(series.Color, i)))]
                : []);
    }

    private static Plot PlotOf(ScalingChart scaling, ScalingPanel panel, FigureAxis x, FigureStyle style)
    {
        (double X, double SpeedUp)[] ideal = panel == ScalingPanel.SpeedUp ? [.. scaling.Ideal] : [];
        Axis measure = new("", Scale: panel == ScalingPanel.SpeedUp && scaling.X.Scale == AxisScale.Log10
            ? AxisScale.Log10
            : AxisScale.Linear);
        IEnumerable<double> values = scaling.Series
            .SelectMany(series => series.Points.Select(point => series.Value(point, panel)))
            .Concat(ideal.Select(point => point.SpeedUp));
        FigureAxis y = new(measure, AxisRange.Of(measure, values), style.Options.Height / 60, fromZero: true);
        Plot plot = style.Plot(x, y);
        if (ideal.Length > 1)
        {
            Scatter line = plot.Add.ScatterLine(
                ideal.Select(point => new Coordinates(x.Place(point.X), y.Place(point.SpeedUp))).ToArray(),
                style.Color(Tone.Muted));
            line.LinePattern = LinePattern.Dotted;
        }

        for (int i = 0; i < scaling.Series.Count; i++)
        {
            ScalingSeries series = scaling.Series[i];
            Coordinates[] places = [.. series.Points
                .Select(point => new Coordinates(x.Place(point.X), y.Place(series.Value(point, panel))))
                .Where(place => double.IsFinite(place.X) && double.IsFinite(place.Y))];
            if (places.Length > 0)
            {
                Scatter curve = plot.Add.Scatter(places, style.Series(series.Color, i));
                (curve.LineWidth, curve.MarkerSize) = (2, 7);
            }
        }

        return plot;
    }
}
