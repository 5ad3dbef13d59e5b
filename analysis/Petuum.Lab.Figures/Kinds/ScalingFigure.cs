using Petuum.Lab.Analysis.Charts;
using ScottPlot;
using Axis = Petuum.Lab.Analysis.Charts.Axis;

namespace Petuum.Lab.Figures.Kinds;

/// <summary>Speed-up, efficiency and waiting in panels over one axis.</summary>
internal sealed class ScalingFigure : IFigureRenderer
{
    /// <inheritdoc/>
    public Type Kind => typeof(ScalingChart);

    /// <inheritdoc/>
    public void Draw(Chart chart, Figure figure)
    {
        ScalingChart scaling = (ScalingChart)chart;
        Look look = figure.Look;
        List<LegendEntry> entries = [.. scaling.Series.Select((series, index) => new LegendEntry(
            series.Name, look.Of(series.Color, index), LinePattern.Solid, ScottPlot.MarkerShape.FilledCircle))];
        if (scaling.Ideal.Count > 1)
        {
            entries.Add(new LegendEntry("ideal", look.Of(Tone.Muted), LinePattern.Dashed));
        }

        figure.Legend = new FigureLegend(entries, look);
        IReadOnlyList<PixelRect> places = figure.Grid(scaling.Panels.Count, look.Size * 15);
        AxisRange? range = AxisRange.Of(
            scaling.X, scaling.Series.SelectMany(series => series.Points).Select(point => point.X));
        for (int index = 0; index < places.Count; index++)
        {
            double width = places[index].Width - (look.Size * 4);
            Scale x = Scale.Of(scaling.X, range, width, look, isHorizontal: true)
                .WithMarksAt(scaling.Series.SelectMany(series => series.Points).Select(point => point.X)
                    .Where(scaling.X.HasPlace), width, look);
            Panel(scaling, scaling.Panels[index], figure, places[index], x);
        }
    }

    private static void Panel(ScalingChart scaling, ScalingPanel kind, Figure figure, PixelRect place, Scale x)
    {
        Look look = figure.Look;
        Axis axis = new("", Min: kind == ScalingPanel.SpeedUp ? null : 0);
        IEnumerable<double> values = scaling.Series.SelectMany(
            series => series.Points.Where(point => scaling.X.HasPlace(point.X))
                .Select(point => series.Value(point, kind)));
        values = kind switch
        {
            ScalingPanel.SpeedUp => [.. values, .. scaling.Ideal.Select(point => point.SpeedUp), 0],
            ScalingPanel.Efficiency => [.. values, 0, 1],
            _ => [.. values, 0],
        };
        Scale y = Scale.Of(axis with { Min = null }, AxisRange.Of(axis, values), place.Height - (look.Size * 5), look,
            isHorizontal: false, fromZero: true);
        FigurePanel panel = FigurePanel.Add(figure, place, x, y, new PanelStyle
        {
            Title = ScalingChart.TitleOf(kind),
        });
        if (kind == ScalingPanel.SpeedUp && scaling.Ideal.Count > 1)
        {
            Curves.Line(
                panel.Plot,
                [.. scaling.Ideal.Select(point => new Coordinates(x.Place(point.X), y.Place(point.SpeedUp)))],
                "ideal", look.Of(Tone.Muted), look.HairWidth * 1.5f, LinePattern.Dashed);
        }

        for (int index = 0; index < scaling.Series.Count; index++)
        {
            ScalingSeries series = scaling.Series[index];
            Coordinates[] points =
            [
                .. series.Points.Select(point => (point.X, Y: series.Value(point, kind)))
                    .Where(point => scaling.X.HasPlace(point.X) && axis.HasPlace(point.Y))
                    .Select(point => new Coordinates(x.Place(point.X), y.Place(point.Y))),
            ];
            if (points.Length > 0)
            {
                Color color = look.Of(series.Color, index);
                Curves.Line(panel.Plot, points, Words.Clean(series.Name), color, look.LineWidth, LinePattern.Solid);
                Curves.Markers(panel, points, "", color, ScottPlot.MarkerShape.FilledCircle, look.Size * 0.5,
                    isThinned: false);
            }
        }
    }
}
