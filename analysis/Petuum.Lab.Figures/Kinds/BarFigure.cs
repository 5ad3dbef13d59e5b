using Petuum.Lab.Analysis.Charts;
using ScottPlot;
using ScottPlot.Plottables;
using Bar = Petuum.Lab.Analysis.Charts.Bar;

namespace Petuum.Lab.Figures.Kinds;

/// <summary>Stacked bars in groups; they stand if the groups' names fit below them, else they lie.</summary>
internal sealed class BarFigure : IFigureRenderer
{
    private const double GroupShare = 0.8;

    /// <inheritdoc/>
    public Type Kind => typeof(StackedBarChart);

    /// <inheritdoc/>
    public void Draw(Chart chart, Figure figure)
    {
        StackedBarChart bars = (StackedBarChart)chart;
        Look look = figure.Look;
        if (bars.Parts.Count > 1 || Words.Clean(bars.Parts[0].Name).Length > 0)
        {
            figure.Legend = new FigureLegend(
                [.. bars.Parts.Select((part, index) => new LegendEntry(part.Name, look.Of(part.Color, index)))], look);
        }

        bool isLying = !NamesFit(bars, figure);
        IReadOnlyList<PixelRect> places = figure.Grid(bars.Panels.Count, look.Size * (isLying ? 22 : 14));
        AxisRange? range = AxisRange.Of(bars.Value, bars.Groups.SelectMany(group => group.Bars).SelectMany(Ends));
        for (int index = 0; index < places.Count; index++)
        {
            Panel(bars, bars.Panels[index], range, figure, places[index], isLying);
        }
    }

    /// <summary>The total of a bar's parts that can be shown, and the ends of its whisker.</summary>
    private static IEnumerable<double> Ends(Bar bar) =>
    [
        bar.Values.Where(StackedBarChart.HasHeight).Sum(), bar.TotalLow ?? double.NaN, bar.TotalHigh ?? double.NaN,
    ];

    private static bool NamesFit(StackedBarChart bars, Figure figure)
    {
        Look look = figure.Look;
        return figure.Grid(bars.Panels.Count, look.Size * 14).Zip(bars.Panels).All(pair =>
        {
            double room = (pair.First.Width - (look.Size * 4)) / Math.Max(1, pair.Second.Groups.Count);
            return pair.Second.Groups.All(group =>
                Words.Width(Words.Clean(group.Name), look.Size) <= room - (look.Size * 0.4)
                && group.Bars.Sum(bar => Words.Width(Words.Clean(bar.Name), look.SmallSize) + (look.Size * 0.4))
                    <= room);
        });
    }

    private static void Panel(StackedBarChart bars, (string Name, IReadOnlyList<BarGroup> Groups) content,
        AxisRange? range, Figure figure, PixelRect area, bool isLying)
    {
        Look look = figure.Look;
        bool areNamed = content.Groups.Any(group => group.Bars.Any(bar => Words.Clean(bar.Name).Length > 0));
        List<(double Position, string Name)> names = isLying
            ? Names(content.Groups, look, area.Width * 0.4)
            : [.. content.Groups.Select((group, index) => ((double)index, Words.Clean(group.Name)))];
        double count = content.Groups.Count;
        double rowHeight = Math.Max(1, area.Height - (look.Size * 5)) / Math.Max(1, names.Count);
        Scale positions = isLying
            ? Scale.OfNames("", -count + 0.5, 0.5, Marks.Names(names, rowHeight, look.Size * 1.15))
            : Scale.OfNames(
                bars.CategoryLabel, -0.5, count - 0.5,
                [.. names.Select(name => Tick.Major(name.Position, (areNamed ? "\n" : "") + name.Name))]);
        Scale values = Scale.Of(
            bars.Value, range, (isLying ? area.Width * 0.6 : area.Height) - (look.Size * 4), look,
            isHorizontal: isLying, fromZero: true);
        FigurePanel panel = isLying
            ? FigurePanel.Add(figure, area, values, positions, new PanelStyle
            {
                Title = TitleOf(content.Name, bars.CategoryLabel),
                HasGridX = true,
                HasGridY = false,
                HasNamesY = true,
            })
            : FigurePanel.Add(figure, area, positions, values, new PanelStyle
            {
                Title = content.Name,
                HasNamesX = true,
            });
        for (int part = 0; part < bars.Parts.Count; part++)
        {
            Part(panel, content.Groups, bars.Parts[part], part, values, look, isLying);
        }

        Whiskers(panel, content.Groups, values, look, isLying, bars.Value);
        if (areNamed && !isLying)
        {
            BarNames(panel, content.Groups, look);
        }
    }

    private static string TitleOf(string panel, string category) =>
        panel.Length == 0 ? category : category.Length == 0 ? panel : $"{panel} · {category}";

    private static double PositionOf(int group, int bar, int bars) =>
        group + (GroupShare * (((bar + 0.5) / Math.Max(1, bars)) - 0.5));

    private static List<(double Position, string Name)> Names(IReadOnlyList<BarGroup> groups, Look look, double room)
    {
        List<(double Position, string Name)> names = [];
        for (int group = 0; group < groups.Count; group++)
        {
            for (int bar = 0; bar < groups[group].Bars.Count; bar++)
            {
                string both = $"{Words.Clean(groups[group].Name)} {Words.Clean(groups[group].Bars[bar].Name)}".Trim();
                names.Add((-PositionOf(group, bar, groups[group].Bars.Count), Words.Shorten(both, look.Size, room)));
            }
        }

        return names;
    }

    private static void Part(FigurePanel panel, IReadOnlyList<BarGroup> groups, BarPart part, int index, Scale values,
        Look look, bool isLying)
    {
        Color color = look.Of(part.Color, index);
        List<ScottPlot.Bar> boxes = [];
        for (int group = 0; group < groups.Count; group++)
        {
            for (int bar = 0; bar < groups[group].Bars.Count; bar++)
            {
                IReadOnlyList<double> heights = groups[group].Bars[bar].Values;
                if (index >= heights.Count || !StackedBarChart.HasHeight(heights[index]))
                {
                    continue;
                }

                double below = heights.Take(index).Where(StackedBarChart.HasHeight).Sum();
                double position = PositionOf(group, bar, groups[group].Bars.Count);
                boxes.Add(new ScottPlot.Bar
                {
                    Position = isLying ? -position : position,
                    ValueBase = values.Place(below),
                    Value = values.Place(below + heights[index]),
                    Size = GroupShare * 0.92 / groups[group].Bars.Count,
                    FillColor = color,
                    LineWidth = 0,
                    Orientation = isLying ? Orientation.Horizontal : Orientation.Vertical,
                });
            }
        }

        panel.Plot.Add.Bars(boxes.ToArray()).LegendText = Words.Clean(part.Name);
    }

    private static void Whiskers(FigurePanel panel, IReadOnlyList<BarGroup> groups, Scale values, Look look,
        bool isLying, Petuum.Lab.Analysis.Charts.Axis axis)
    {
        for (int group = 0; group < groups.Count; group++)
        {
            for (int bar = 0; bar < groups[group].Bars.Count; bar++)
            {
                Bar one = groups[group].Bars[bar];
                if (one is not { TotalLow: { } low, TotalHigh: { } high }
                    || !axis.HasPlace(low) || !axis.HasPlace(high))
                {
                    continue;
                }

                double position = PositionOf(group, bar, groups[group].Bars.Count);
                double cap = GroupShare * 0.2 / groups[group].Bars.Count;
                (double from, double to) = (values.Place(low), values.Place(high));
                foreach ((double p1, double v1, double p2, double v2) in new[]
                {
                    (position, from, position, to),
                    (position - cap, from, position + cap, from),
                    (position - cap, to, position + cap, to),
                })
                {
                    LinePlot line = isLying
                        ? panel.Plot.Add.Line(v1, -p1, v2, -p2)
                        : panel.Plot.Add.Line(p1, v1, p2, v2);
                    line.LineColor = look.Of(Tone.Ink);
                    line.LineWidth = look.HairWidth * 1.3f;
                    line.MarkerStyle = MarkerStyle.None;
                }
            }
        }
    }

    /// <summary>The names of standing bars, right below them; the groups' names stand below these.</summary>
    private static void BarNames(FigurePanel panel, IReadOnlyList<BarGroup> groups, Look look)
    {
        for (int group = 0; group < groups.Count; group++)
        {
            for (int bar = 0; bar < groups[group].Bars.Count; bar++)
            {
                double share = (PositionOf(group, bar, groups[group].Bars.Count) - panel.X.Low)
                    / (panel.X.High - panel.X.Low);
                panel.Plot.PlottableList.Add(new OutsideText(
                    Words.Clean(groups[group].Bars[bar].Name), look.SmallSize, look.Of(Tone.Muted))
                {
                    Align = SkiaSharp.SKTextAlign.Center,
                    Place = frame => new Pixel(
                        frame.Left + (share * frame.Width), frame.Bottom + (look.Size * 1.1)),
                });
            }
        }
    }
}
