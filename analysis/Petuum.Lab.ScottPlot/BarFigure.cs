using Petuum.Lab.Analysis.Charts;
using ScottPlot;
using ScottPlot.Plottables;

namespace Petuum.Lab.ScottPlot;

/// <summary>
/// Stacked bars in groups, with whiskers; groups of a panel share a plot, and all plots one value axis.
/// </summary>
internal sealed class BarFigure : IFigureRenderer
{
    /// <inheritdoc/>
    public Type Kind => typeof(StackedBarChart);

    /// <inheritdoc/>
    public Figure Render(Chart chart, FigureStyle style)
    {
        StackedBarChart bars = (StackedBarChart)chart;
        FigureAxis value =
            new(bars.Value, AxisRange.Of(bars.Value, Heights(bars)), style.Options.Height / 55, fromZero: true);
        int panels = bars.Panels.Count;
        return new Figure(
            [
                .. bars.Panels.Select(panel => new FigurePanel(
                    PlotOf(bars, panel.Groups, value, style, style.Options.Width / Math.Min(panels, 3)), panel.Name)),
            ],
            bars.Parts.Count > 1
                ? [.. bars.Parts.Select((part, i) => new LegendEntry(part.Name, style.Series(part.Color, i)))]
                : []);
    }

    private static IEnumerable<double> Heights(StackedBarChart chart) => chart.Groups
        .SelectMany(group => group.Bars)
        .SelectMany(bar => new[]
        {
            bar.Values.Take(chart.Parts.Count).Where(StackedBarChart.HasHeight).Sum(), bar.TotalHigh ?? 0,
        });

    private static Plot PlotOf(
        StackedBarChart chart, IReadOnlyList<BarGroup> groups, FigureAxis value, FigureStyle style, double width)
    {
        List<(double Place, string Name)> names = [];
        List<(double Place, Petuum.Lab.Analysis.Charts.Bar Bar)> places = [];
        double place = 0;
        foreach (BarGroup group in groups)
        {
            double first = place;
            foreach (Petuum.Lab.Analysis.Charts.Bar bar in group.Bars)
            {
                places.Add((place++, bar));
            }

            double middle = (first + Math.Max(first, place - 1)) / 2;
            names.Add((middle, group.Bars.Any(bar => bar.Name.Length > 0) ? $"\n{group.Name}" : group.Name));
            place = Math.Max(place, first + 1) + 0.6;
        }

        double slot = (width - 80) / Math.Max(1, place);
        double widest = places.Select(bar => style.WidthOf(bar.Bar.Name) / slot)
            .Concat(groups.Select(group => style.WidthOf(group.Name) / (slot * Math.Max(1, group.Bars.Count))))
            .DefaultIfEmpty(0).Max();
        FigureAxis bottom = new(
            chart.CategoryLabel, -0.9, place - 0.7,
            [.. places.Where(bar => bar.Bar.Name.Length > 0).Select(bar => (bar.Place, bar.Bar.Name)), .. names]);
        Plot plot = style.Plot(bottom, value);
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        if (widest > 1)
        {
            plot.Axes.Bottom.TickLabelStyle.Rotation = 35;
            plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.UpperLeft;
            plot.Axes.Bottom.MinimumSize = (float)Math.Min(widest * slot * 0.6,
                style.Options.Height * 0.3) + (4 * style.Letters);
        }

        plot.Grid.XAxisStyle.IsVisible = false;
        foreach ((double at, Petuum.Lab.Analysis.Charts.Bar bar) in places)
        {
            AddBar(plot, chart, bar, at, value, style);
        }

        return plot;
    }

    private static void AddBar(
        Plot plot, StackedBarChart chart, Petuum.Lab.Analysis.Charts.Bar bar, double place, FigureAxis value,
        FigureStyle style)
    {
        double bottom = 0;
        List<global::ScottPlot.Bar> stack = [];
        for (int part = 0; part < Math.Min(chart.Parts.Count, bar.Values.Count); part++)
        {
            if (StackedBarChart.HasHeight(bar.Values[part]))
            {
                stack.Add(new global::ScottPlot.Bar
                {
                    Position = place,
                    Size = 0.86,
                    ValueBase = value.Place(bottom),
                    Value = value.Place(bottom + bar.Values[part]),
                    FillColor = style.Series(chart.Parts[part].Color, part),
                    LineWidth = 0,
                });
                bottom += bar.Values[part];
            }
        }

        plot.Add.Bars(stack);
        if (bar is { TotalLow: { } low, TotalHigh: { } high } && double.IsFinite(low) && double.IsFinite(high))
        {
            foreach ((double x1, double y1, double x2, double y2) in new[]
                {
                    (place, low, place, high), (place - 0.12, low, place + 0.12, low),
                    (place - 0.12, high, place + 0.12, high),
                })
            {
                LinePlot whisker = plot.Add.Line(x1, value.Place(y1), x2, value.Place(y2));
                (whisker.LineColor, whisker.LineWidth) = (style.Color(Tone.Ink), 1.2f);
            }
        }
    }
}
