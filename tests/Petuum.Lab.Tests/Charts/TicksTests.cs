using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Charts.Layout;

namespace Petuum.Lab.Tests.Charts;

public sealed class TicksTests
{
    private static readonly Arbitrary<(PlotScale Scale, int CountMax)> Scales = Arb.From(
        from kind in Gen.Elements(AxisScale.Linear, AxisScale.Log10)
        from values in ChartGenerators.Number.ListOf()
        from padding in Gen.Elements(0, 0.04)
        from count in Gen.Choose(2, 15)
        select (AxisBounds.For(new Axis("", Scale: kind), values, padding), count));

    [Fact]
    public void Ticks_AreWithinTheAxisAscendingAndNotTooMany() =>
        Prop.ForAll(Scales, given =>
        {
            (PlotScale scale, int countMax) = given;
            TickSet ticks = Ticks.For(scale, countMax);
            Assert.InRange(ticks.Major.Count, 1, countMax);
            foreach (IReadOnlyList<double> marks in (IReadOnlyList<double>[])[ticks.Major, ticks.Minor])
            {
                Assert.All(marks, mark => Assert.InRange(mark, scale.Min, scale.Max));
                Assert.All(marks.Skip(1).Zip(marks), pair => Assert.True(pair.First > pair.Second));
            }

            Assert.Empty(ticks.Minor.Intersect(ticks.Major));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(500));

    [Fact]
    public void LinearTicks_CoverTheAxis_NoGapIsLongerThanAStep() =>
        Prop.ForAll(Scales, given =>
        {
            (PlotScale scale, int countMax) = given;
            IReadOnlyList<double> marks = Ticks.Linear(scale.Min, scale.Max, countMax);
            double step = Ticks.Step(scale.Min, scale.Max, countMax) * (1 + 1e-6);
            Assert.True(marks[0] - scale.Min <= step, $"{marks[0]:R} is far from {scale.Min:R}");
            Assert.True(scale.Max - marks[^1] <= step, $"{marks[^1]:R} is far from {scale.Max:R}");
            Assert.All(marks.Skip(1).Zip(marks), pair => Assert.True(pair.First - pair.Second <= step));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(500));

    [Fact]
    public void LinearTicks_UseTheSmallestStepThatFits() =>
        Prop.ForAll(Scales, given =>
        {
            (PlotScale scale, int countMax) = given;
            double step = Ticks.Step(scale.Min, scale.Max, countMax);
            double smaller = step / 2.5;
            double count = Math.Floor(scale.Max / smaller) - Math.Ceiling(scale.Min / smaller) + 1;
            Assert.True(count >= countMax - 1, $"a step of {smaller:R} would give only {count} marks");
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(300));

    [Fact]
    public void WholeTicks_AreWhole() =>
        Prop.ForAll(Scales, given =>
        {
            double max = Math.Clamp(Math.Abs(given.Scale.Max), 1, 1e9);
            Assert.All(Ticks.Whole(0, max, given.CountMax), mark => Assert.Equal(Math.Round(mark), mark));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(100));

    [Fact]
    public void TickLabels_DifferFromEachOther() =>
        Prop.ForAll(Scales, given =>
        {
            TickSet ticks = Ticks.For(given.Scale, given.CountMax);
            AxisText text = TickFormat.For(new Axis("y", "", given.Scale.Kind), given.Scale, ticks.Major);
            Assert.Equal(ticks.Major.Count, text.Labels.Count);
            Assert.Equal(text.Labels.Count, text.Labels.Distinct().Count());
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(500));

    [Fact]
    public void LogTicks_AreDecades_WithTheRestAsSmallMarks()
    {
        TickSet ticks = Ticks.For(new PlotScale(0.5, 2e4, AxisScale.Log10), 8);
        Assert.Equal([1, 10, 100, 1000, 10000], ticks.Major);
        Assert.Contains(20, ticks.Minor);
        Assert.Equal([1, 100, 10000], Ticks.For(new PlotScale(0.5, 2e4, AxisScale.Log10), 3).Major);
        Assert.Equal([1, 2, 5, 10, 20, 50], Ticks.For(new PlotScale(1, 90, AxisScale.Log10), 8).Major);
    }

    [Theory]
    [InlineData("Sent", "B", AxisScale.Linear, 0, 2.5e6, "Sent (MB)", "0|0.5|1.0|1.5|2.0|2.5")]
    [InlineData("Time", "µs", AxisScale.Linear, 0, 5e6, "Time (s)", "0|1|2|3|4|5")]
    [InlineData("Time", "s", AxisScale.Linear, 0, 0.005, "Time (ms)", "0|1|2|3|4|5")]
    [InlineData("Time", "s", AxisScale.Linear, 0, 5000, "Time (s)", "0|1000|2000|3000|4000|5000")]
    [InlineData("Objective", "", AxisScale.Linear, 0, 5e7, "Objective (×10⁶)", "0|10|20|30|40|50")]
    [InlineData("Change", "", AxisScale.Linear, -0.2, 0.2, "Change", "−0.2|−0.1|0|0.1|0.2")]
    [InlineData("Rows", "rows", AxisScale.Linear, 0, 2e4, "Rows (rows)", "0|5000|10\u2009000|15\u2009000|20\u2009000")]
    [InlineData("Gap", "", AxisScale.Log10, 1e-6, 1, "Gap", "10⁻⁶|10⁻⁵|10⁻⁴|10⁻³|10⁻²|10⁻¹|10⁰")]
    [InlineData("Rounds", "", AxisScale.Log10, 1, 1000, "Rounds", "1|10|100|1000")]
    public void AxisText_FitsTheValues(
        string label, string unit, AxisScale kind, double min, double max, string title, string labels)
    {
        var axis = new Axis(label, unit, kind);
        var scale = new PlotScale(min, max, kind);
        AxisText text = TickFormat.For(axis, scale, Ticks.For(scale, 7).Major);
        Assert.Equal(title, text.Title);
        Assert.Equal(labels, string.Join('|', text.Labels));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1.2345, "1.23")]
    [InlineData(-0.04567, "−0.0457")]
    [InlineData(99999, "100\u2009000")]
    [InlineData(1.2e9, "1.2×10⁹")]
    [InlineData(1e-7, "1×10⁻⁷")]
    [InlineData(double.PositiveInfinity, "∞")]
    [InlineData(double.NaN, "NaN")]
    public void Number_ReadsWell(double value, string text) => Assert.Equal(text, TickFormat.Number(value));
}
