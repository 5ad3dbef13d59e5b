using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Statistics;
using ScottPlot;
using MarkerShape = Petuum.Lab.Analysis.Charts.MarkerShape;

namespace Petuum.Lab.Figures.Kinds;

/// <summary>Curves with bands, markers, references and marks of divergence.</summary>
internal sealed class LineFigure : IFigureRenderer
{
    /// <inheritdoc/>
    public Type Kind => typeof(LineChart);

    /// <inheritdoc/>
    public void Draw(Chart chart, Figure figure)
    {
        LineChart lines = (LineChart)chart;
        Curve[] curves = [.. lines.Series.Select((series, index) => new Curve(lines, series, index, figure.Look))
            .Where(curve => curve.Runs.Count > 0)];
        string[] names = [.. curves.Select(curve => curve.Label)];
        double room = EndLabels.Room(names, figure);
        if (names.Length > 0 && Array.TrueForAll(names, name => name.Length == 0))
        {
            Plots(lines, curves, figure, 0);
            return;
        }

        if (room > 0)
        {
            FigurePanel panel = Plots(lines, curves, figure, room);
            if (EndLabels.TryAdd(panel, figure.Look, [.. curves.Select(curve => curve.End(panel))]))
            {
                return;
            }

            figure.Clear();
        }

        figure.Legend = new FigureLegend([.. curves.Select(curve => curve.Entry)], figure.Look);
        Plots(lines, curves, figure, 0);
    }

    private static FigurePanel Plots(LineChart lines, Curve[] curves, Figure figure, double roomRight)
    {
        PixelRect body = figure.Body;
        Look look = figure.Look;
        Scale x = Scale.Of(lines.X, lines.RangeX(), body.Width - roomRight - (look.Size * 5), look, isHorizontal: true);
        Scale y = Scale.Of(lines.Y, lines.RangeY(), body.Height - (look.Size * 4), look, isHorizontal: false);
        FigurePanel panel = FigurePanel.Add(figure, body, x, y, new PanelStyle { RoomRight = roomRight });
        foreach (Curve curve in curves)
        {
            curve.Band(panel);
        }

        foreach (ReferenceLine reference in lines.References)
        {
            Reference(panel, reference, reference.IsVertical ? lines.X : lines.Y, look);
        }

        double last = curves.Max(curve => curve.End(panel).X);
        foreach (Curve curve in curves)
        {
            curve.Draw(panel, last);
        }

        return panel;
    }

    private static void Reference(FigurePanel panel, ReferenceLine reference, Petuum.Lab.Analysis.Charts.Axis axis,
        Look look)
    {
        Scale scale = reference.IsVertical ? panel.X : panel.Y;
        if (!axis.HasPlace(reference.Value)
            || scale.Place(reference.Value) is var place && (place < scale.Low || place > scale.High))
        {
            return;
        }

        Color muted = look.Of(Tone.Muted);
        Coordinates[] ends = reference.IsVertical
            ? [new(place, panel.Y.Low), new(place, panel.Y.High)]
            : [new(panel.X.Low, place), new(panel.X.High, place)];
        Curves.Line(panel.Plot, ends, "", muted, look.HairWidth * 1.5f, LinePattern.DenselyDashed);
        string text = Words.Shorten(Words.Clean(reference.Label), look.SmallSize, panel.Data.Width * 0.45);
        panel.Plot.PlottableList.Add(new OutsideText(text, look.SmallSize, muted)
        {
            Place = frame => reference.IsVertical
                ? new Pixel(
                    frame.Left + ((place - scale.Low) / (scale.High - scale.Low) * frame.Width) + (look.Size * 0.3),
                    frame.Bottom - (look.Size * 0.4))
                : new Pixel(
                    frame.Left + (look.Size * 0.4),
                    frame.Bottom - ((place - scale.Low) / (scale.High - scale.Low) * frame.Height)
                        - (look.Size * 0.3)),
        });
    }

    /// <summary>A series with its look.</summary>
    private sealed class Curve
    {
        private readonly LineSeries _series;
        private readonly Look _look;
        private readonly Color _color;

        public Curve(LineChart chart, LineSeries series, int index, Look look)
        {
            _series = series;
            _look = look;
            _color = look.Of(series.Style.Color, index);
            string name = Words.Clean(series.Name);
            Label = series.Diverged ? $"{name} diverges".TrimStart() : name;
            Runs = RunsOf(chart, series);
        }

        /// <summary>Its name, and that it diverges.</summary>
        public string Label { get; }

        /// <summary>Stretches of points without gaps, as indices.</summary>
        public IReadOnlyList<int[]> Runs { get; }

        public LegendEntry Entry => new(
            Label, _color, _series.Style.Line ? Curves.PatternOf(_series.Style.Dash) : LinePattern.Solid,
            Curves.ShapeOf(_series.Style.Marker));

        public void Band(FigurePanel panel)
        {
            if (_series.Lower is not { } lower || _series.Upper is not { } upper)
            {
                return;
            }

            foreach (int[] run in Runs)
            {
                int[] banded = [.. run.Where(index => index < Math.Min(lower.Count, upper.Count)
                    && double.IsFinite(lower[index]) && double.IsFinite(upper[index]))];
                if (banded.Length > 1)
                {
                    Curves.Band(panel.Plot, Edge(panel, banded, lower), Edge(panel, banded, upper), _color);
                }
            }
        }

        /// <summary>Adds the curve; a dot says that it ends before the one that goes farthest.</summary>
        public void Draw(FigurePanel panel, double last)
        {
            bool isNamed = false;
            MarkerShape shape = _series.Style.Marker == MarkerShape.None && !_series.Style.Line
                ? MarkerShape.Circle
                : _series.Style.Marker;
            foreach (int[] run in Runs)
            {
                Coordinates[] points = [.. run.Select(index => At(panel, _series.Points[index]))];
                string name = isNamed ? "" : Label;
                if (_series.Style.Line && points.Length > 1)
                {
                    Curves.Line(panel.Plot, points, name, _color, _look.LineWidth,
                        Curves.PatternOf(_series.Style.Dash));
                    name = "";
                }

                MarkerShape own = points.Length == 1 && shape == MarkerShape.None ? MarkerShape.Circle : shape;
                if (own != MarkerShape.None)
                {
                    Curves.Markers(panel, points, name, _color, Curves.ShapeOf(own), _look.Size * 0.55,
                        isThinned: _series.Style.Line);
                }

                isNamed = true;
            }

            if (_series.Diverged)
            {
                DivergenceMark(panel);
            }
            else if (_series.Style.Line && End(panel).X < last - (_look.Size * 0.5))
            {
                Coordinates end = At(panel, _series.Points[Runs[^1][^1]]);
                panel.Plot.Add.Marker(end, ScottPlot.MarkerShape.FilledCircle, (float)(_look.Size * 0.5), _color);
            }
        }

        /// <summary>Where its name belongs.</summary>
        public EndLabel End(FigurePanel panel)
        {
            Coordinates end = Leaving(panel) ?? At(panel, _series.Points[Runs[^1][^1]]);
            return new EndLabel(
                Label, _color, Entry.Line ?? LinePattern.Solid,
                panel.PixelX(end.X), panel.PixelY(Math.Clamp(end.Y, panel.Y.Low, panel.Y.High)));
        }

        private void DivergenceMark(FigurePanel panel)
        {
            Coordinates end = Leaving(panel) ?? At(panel, _series.Points[Runs[^1][^1]]);
            double inset = (panel.Y.High - panel.Y.Low) * _look.Size * 0.5 / Math.Max(1, panel.Data.Height);
            double y = Math.Clamp(end.Y, panel.Y.Low + inset, panel.Y.High - inset);
            ScottPlot.Plottables.Marker mark = panel.Plot.Add.Marker(
                end.X, y, ScottPlot.MarkerShape.Eks, (float)(_look.Size * 0.85), _color);
            mark.MarkerStyle.LineWidth = _look.LineWidth * 1.2f;
        }

        /// <summary>Where the curve first leaves the plot through its top or bottom; null if it stays.</summary>
        private Coordinates? Leaving(FigurePanel panel)
        {
            foreach (int[] run in Runs)
            {
                for (int index = 0; index < run.Length; index++)
                {
                    Coordinates here = At(panel, _series.Points[run[index]]);
                    if (here.Y <= panel.Y.High && here.Y >= panel.Y.Low)
                    {
                        continue;
                    }

                    double edge = here.Y > panel.Y.High ? panel.Y.High : panel.Y.Low;
                    Coordinates before = At(panel, _series.Points[run[Math.Max(0, index - 1)]]);
                    double share = here.Y == before.Y ? 0 : (edge - before.Y) / (here.Y - before.Y);
                    return new Coordinates(before.X + (Math.Clamp(share, 0, 1) * (here.X - before.X)), edge);
                }
            }

            return null;
        }

        private Coordinates[] Edge(FigurePanel panel, int[] run, IReadOnlyList<double> edge) =>
            [.. run.Select(index => new Coordinates(
                panel.X.Place(_series.Points[index].X), panel.Y.Edge(edge[index])))];

        private static Coordinates At(FigurePanel panel, CurvePoint point) =>
            new(panel.X.Place(point.X), panel.Y.Place(point.Y));

        private static List<int[]> RunsOf(LineChart chart, LineSeries series)
        {
            List<int[]> runs = [];
            List<int> run = [];
            for (int index = 0; index <= series.Points.Count; index++)
            {
                if (index < series.Points.Count && chart.IsPlottable(series.Points[index]))
                {
                    run.Add(index);
                }
                else if (run.Count > 0)
                {
                    runs.Add([.. run]);
                    run.Clear();
                }
            }

            return runs;
        }
    }
}
