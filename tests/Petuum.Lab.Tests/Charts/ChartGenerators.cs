using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Tests.Charts;

/// <summary>Charts of every kind from hostile names and numbers, with a shrinker that drops parts.</summary>
internal static class ChartGenerators
{
    private static readonly string[] HostileTexts =
    [
        "", " ", "s = 4", "a & b <c> \"d\" 'e'", "]]><!--", "\u0000\u0001\u001f", "\ud800", "\udfff tail",
        "\ufffe\uffff", "\u202eright to left\u2066", "line\nbreak\ttab", "e\u0301\u0301\u0301", "日本語の題名", "🧮🧮🧮",
        "10⁻³⁰ m²",
        "&#0; &amp; %s {0}", "</svg><script>alert(1)</script>", new string('W', 400), new string('i', 90),
        string.Concat(Enumerable.Repeat("many words ", 60)), "µs", "kB",
    ];

    private static readonly double[] HostileNumbers =
    [
        0, -0.0, 1, -1, 0.1, 3, 1e-320, double.Epsilon, 1e-300, 1e-12, 1e-3, 1e3, 1e12, 1e30, 1e300, 1.0000001e300,
        -1e300, double.MaxValue, double.MinValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
        1 + 1e-15, 1e6 + 1e-6,
    ];

    public static Gen<double> Number { get; } = Gen.OneOf(
        Gen.Elements(HostileNumbers),
        Gen.Choose(-1000, 1000).Select(value => value / 7.0),
        Gen.Choose(0, 100).Select(value => (double)value),
        Gen.Choose(-40, 40).Select(exponent => double.Parse($"3.7e{exponent}")));

    public static Gen<string> Text { get; } = Gen.OneOf(
        Gen.Elements(HostileTexts),
        Gen.Choose(0, char.MaxValue).Select(value => (char)value).ArrayOf().Select(letters => new string(letters)));

    public static Arbitrary<Chart> Any { get; } = Arb.From(
        from title in Text
        from subtitle in Text
        from caption in Text
        from chart in Gen.OneOf(Lines(), Bars(), Histogram(), Heat(), Gantt(), Scaling())
        select chart with { Title = title, Subtitle = subtitle, Caption = caption },
        Shrink);

    public static Gen<Axis> AnyAxis(params AxisScale[] scales) =>
        from label in Text
        from unit in Gen.OneOf(Gen.Elements("", "s", "µs", "B", "clocks"), Text)
        from scale in Gen.Elements(scales)
        from min in Bound
        from max in Bound
        from whole in Gen.Elements(false, true)
        select new Axis(label, unit, scale, min, max) { IsWhole = whole };

    private static Gen<double?> Bound { get; } = Gen.Frequency(
        (4, Gen.Constant((double?)null)), (1, Number.Select(value => (double?)value)));

    private static Gen<ChartColor?> Color { get; } = Gen.OneOf(
        Gen.Constant((ChartColor?)null),
        Gen.Elements(Enum.GetValues<ChartColor>()).Select(color => (ChartColor?)color));

    private static Gen<IReadOnlyList<SeedValues>> Seeds { get; } = Gen.OneOf(
        Gen.Constant((IReadOnlyList<SeedValues>)[]),
        Some(from name in Text from values in Number.ListOf() select new SeedValues(name, [.. values]))
            .Select(seeds => (IReadOnlyList<SeedValues>)[.. seeds.Take(3)]));

    private static Gen<Chart> Lines() =>
        from x in AnyAxis(AxisScale.Linear, AxisScale.Log10)
        from y in AnyAxis(AxisScale.Linear, AxisScale.Log10)
        from series in Some(AnySeries())
        from references in Some(
            from label in Text
            from value in Number
            from vertical in Gen.Elements(false, true)
            select new ReferenceLine(label, value, vertical))
        select (Chart)new LineChart { Title = "", X = x, Y = y, Series = series, References = references };

    private static Gen<LineSeries> AnySeries() =>
        from name in Text
        from points in (from x in Number from y in Number select new CurvePoint(x, y)).ListOf()
        from lower in Number.ListOf()
        from upper in Number.ListOf()
        from banded in Gen.Elements(false, true)
        from diverged in Gen.Elements(false, true)
        from color in Color
        from dash in Gen.Elements(Enum.GetValues<LineDash>())
        from marker in Gen.Elements(Enum.GetValues<MarkerShape>())
        from line in Gen.Elements(false, true)
        from seeds in Seeds
        select new LineSeries(name, [.. points])
        {
            Lower = banded ? [.. lower] : null,
            Upper = banded ? [.. upper] : null,
            Diverged = diverged,
            Seeds = seeds,
            Style = new LineStyle(color, dash, marker, line),
        };

    private static Gen<Chart> Bars() =>
        from category in Text
        from value in AnyAxis(AxisScale.Linear)
        from parts in Some(from name in Text from color in Color select new BarPart(name, color))
        from groups in Some(
            from name in Text
            from bars in Some(
                from own in Text
                from values in Number.ListOf()
                from low in Bound
                from high in Bound
                from seeds in Seeds
                select new Bar(own, [.. values], low, high) { Seeds = seeds })
            from panel in Gen.Frequency((3, Gen.Constant("")), (1, Text))
            select new BarGroup(name, bars) { Panel = panel })
        select (Chart)new StackedBarChart
        {
            Title = "",
            CategoryLabel = category,
            Value = value,
            Parts = parts,
            Groups = groups,
        };

    private static Gen<Chart> Histogram() =>
        from x in AnyAxis(AxisScale.Linear)
        from y in AnyAxis(AxisScale.Linear, AxisScale.Log10)
        from series in Some(
            from name in Text
            from bins in Gen.OneOf(
                Number.ListOf().Select(values => Histograms.OfDoubles([.. values], 30)),
                Gen.Choose(-9, 9).ListOf().Select(values => Histograms.Shares(Histograms.OfIntegers([.. values]))),
                Some(from a in Number from b in Number from c in Number select new HistogramBin(a, b, c)))
            from color in Color
            select new HistogramSeries(name, bins, color))
        select (Chart)new HistogramChart { Title = "", X = x, Y = y, Series = series };

    private static Gen<Chart> Heat() =>
        from columnLabel in Text
        from rowLabel in Text
        from columns in Some(Text)
        from rows in Some(Text)
        from repeat in Gen.Frequency((5, Gen.Constant(1)), (1, Gen.Constant(15)))
        from values in Some(Number.ListOf().Select(row => (IReadOnlyList<double>)[.. row]))
        from value in AnyAxis(AxisScale.Linear, AxisScale.Log10)
        from centre in Bound
        from seeds in Seeds
        select (Chart)new HeatMapChart
        {
            Title = "",
            ColumnLabel = columnLabel,
            Columns = [.. Enumerable.Repeat(columns, repeat).SelectMany(all => all)],
            RowLabel = rowLabel,
            Rows = [.. Enumerable.Repeat(rows, repeat).SelectMany(all => all)],
            Values = [.. Enumerable.Repeat(values, repeat).SelectMany(all => all)],
            Value = value,
            Centre = centre,
            Seeds = seeds,
        };

    private static Gen<Chart> Gantt() =>
        from time in AnyAxis(AxisScale.Linear, AxisScale.Log10)
        from tracks in Some(
            from name in Text
            from spans in (
                from start in Number
                from end in Number
                from state in Gen.Elements(Enum.GetValues<SpanState>())
                select new GanttSpan(start, end, state)).ListOf()
            select new GanttTrack(name, [.. spans]))
        select (Chart)new GanttChart { Title = "", Time = time, Tracks = tracks };

    private static Gen<Chart> Scaling() =>
        from x in AnyAxis(AxisScale.Linear, AxisScale.Log10)
        from rate in AnyAxis(AxisScale.Linear)
        from resource in Gen.Elements(false, true)
        from series in Some(
            from name in Text
            from points in Some(
                from value in Number
                from speed in Number
                from waiting in Number
                from seeds in Seeds
                select new ScalingPoint(value, speed, waiting) { Seeds = seeds })
            from color in Color
            select new ScalingSeries(name, points, color))
        select (Chart)new ScalingChart { Title = "", X = x, Rate = rate, IsResource = resource, Series = series };

    private static Gen<IReadOnlyList<T>> Some<T>(Gen<T> item) =>
        item.ListOf().Select(items => (IReadOnlyList<T>)[.. items.Take(40)]);

    private static IEnumerable<Chart> Shrink(Chart chart)
    {
        if (chart.Title.Length + chart.Subtitle.Length + chart.Caption.Length > 0)
        {
            yield return chart with { Title = "", Subtitle = "", Caption = "" };
        }

        IEnumerable<Chart> smaller = chart switch
        {
            LineChart line => Without(line.Series).Select(rest => line with { Series = rest })
                .Concat(Without(line.References).Select(rest => line with { References = rest }))
                .Concat(line.Series.Count == 1
                    ? Without(line.Series[0].Points)
                        .Select(rest => line with { Series = [line.Series[0] with { Points = rest }] })
                    : []),
            StackedBarChart bars => Without(bars.Groups).Select(rest => bars with { Groups = rest }),
            HistogramChart histogram => Without(histogram.Series).Select(rest => histogram with { Series = rest }),
            HeatMapChart map => Without(map.Rows).Select(rest => map with { Rows = rest }),
            ScalingChart scaling => Without(scaling.Series).Select(rest => scaling with { Series = rest }),
            GanttChart gantt => Without(gantt.Tracks).Select(rest => gantt with { Tracks = rest }),
            _ => [],
        };
        foreach (Chart next in smaller)
        {
            yield return next;
        }
    }

    private static IEnumerable<IReadOnlyList<T>> Without<T>(IReadOnlyList<T> items) =>
        Enumerable.Range(0, items.Count).Select(skip => (IReadOnlyList<T>)[.. items.Where((_, i) => i != skip)]);
}
