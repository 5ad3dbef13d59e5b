using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Tests.Statistics;

public sealed class CurvesTests
{
    private static readonly Arbitrary<CurvePoint[]> AnyCurve = Arb.From(
        (from step in Gen.Choose(0, 5)
         from y in Gen.Frequency(
            (20, Gen.Choose(-50, 50).Select(value => value / 4.0)), (1, Gen.Constant(double.NaN)))
         select (step, y)).ArrayOf().Select(steps =>
        {
            int x = 0;
            return steps.Select(step => new CurvePoint(x += step.step, step.y)).ToArray();
        }),
        curve => Enumerable.Range(0, curve.Length).Select(skip => curve.Where((_, i) => i != skip).ToArray()));

    [Fact]
    public void FirstCrossing_IsThatOfANaiveScan() =>
        Prop.ForAll(AnyCurve, Gen.Choose(-60, 60).Select(value => value / 4.0).ToArbitrary(), (curve, target) =>
        {
            Assert.Equal(NaiveCrossing(curve, target), Curves.FirstCrossing(curve, target), new NearlyEqual());
            CurvePoint[] mirrored = curve.Select(point => point with { Y = -point.Y }).ToArray();
            Assert.Equal(
                Curves.FirstCrossing(curve, target), Curves.FirstCrossing(mirrored, -target, Reach.AtLeast));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Sample_AtTheCurvesOwnPoints_IsTheCurve() =>
        Prop.ForAll(AnyCurve, curve =>
        {
            double[] grid = curve.Select(point => point.X).ToArray();
            double[] expected = curve.Select(point => curve.Last(other => other.X == point.X).Y).ToArray();
            Assert.Equal(expected, Curves.Sample(curve, grid));
            Assert.Equal(expected, Curves.Sample(curve, grid, Interpolation.Step));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Sample_BetweenPoints_IsTheLineOrTheStep_AndOutsideNothing()
    {
        CurvePoint[] curve = [new(0, 10), new(10, 20), new(10, 40), new(20, 0)];
        double[] grid = [-1, 0, 5, 10, 15, 20, 21];
        Assert.Equal([double.NaN, 10, 15, 40, 20, 0, double.NaN], Curves.Sample(curve, grid));
        Assert.Equal([double.NaN, 10, 10, 40, 40, 0, double.NaN], Curves.Sample(curve, grid, Interpolation.Step));
        Assert.Throws<ArgumentException>(() => Curves.Sample(curve, [1, 0]));
        Assert.Throws<ArgumentException>(() => Curves.Sample([new(1, 0), new(0, 0)], [0]));
    }

    [Fact]
    public void Band_HoldsEverySeed_AndItsCentre() =>
        Prop.ForAll(AnyCurve, AnyCurve, AnyCurve, (a, b, c) =>
        {
            CurvePoint[][] seeds = [a, b, c];
            double[] grid = Curves.CommonGrid(seeds, 11);
            Assert.Equal(grid.Order(), grid);
            CurveBand band = Curves.Band(seeds, grid);
            for (int i = 0; i < grid.Length; i++)
            {
                double[] values = seeds.Select(seed => Curves.Sample(seed, grid)[i]).ToArray();
                double[] summary = [band.Lower[i], band.Centre[i].Y, band.Upper[i]];
                Assert.Equal(
                    values.Any(double.IsNaN)
                        ? [double.NaN, double.NaN, double.NaN]
                        : [values.Min(), values.Order().ElementAt(1), values.Max()],
                    summary);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Bands_OfOneCurve_OverlapEverywhere_AndShiftedOnesNowhere()
    {
        CurvePoint[][] seeds = [[new(0, 10), new(9, 1)], [new(0, 11), new(9, 2)]];
        CurvePoint[][] shifted = seeds.Select(s => s.Select(p => p with { Y = p.Y + 5 }).ToArray()).ToArray();
        CurvePoint[][] crossing = [[new(0, 20), new(9, 1)], [new(0, 20), new(9, 2)]];
        Assert.True(Noise.Compare(seeds, seeds).IsWithinNoise(1));
        Assert.Equal(0, Noise.Compare(seeds, shifted).Overlapping);
        Assert.InRange(Noise.Compare(seeds, crossing).Share, 0.01, 0.3);
        Assert.False(Noise.Compare(seeds, [[new(50, 1), new(60, 1)]]).IsWithinNoise());
    }

    [Fact]
    public void Ratio_LiesInItsSpread_AndInvertsWithItsSamples()
    {
        Ratio ratio = Noise.RatioOfMedians([10, 12, 11], [5, 4, 6]);
        Assert.Equal(new Ratio(11.0 / 5, 10.0 / 6, 12.0 / 4), ratio);
        Assert.True(ratio.IsClear);
        Ratio inverse = Noise.RatioOfMedians([5, 4, 6], [10, 12, 11]);
        Assert.Equal(1, ratio.Low * inverse.High, 1e-12);
        Assert.False(Noise.RatioOfMedians([1, 3], [2]).IsClear);
        Assert.Equal(double.NaN, Noise.RatioOfMedians([1], [0]).Value);
    }

    private static double? NaiveCrossing(CurvePoint[] curve, double target)
    {
        for (int i = 0; i < curve.Length; i++)
        {
            if (curve[i].Y <= target)
            {
                if (i == 0 || double.IsNaN(curve[i - 1].Y))
                {
                    return curve[i].X;
                }

                double slope = (curve[i].X - curve[i - 1].X) / (curve[i].Y - curve[i - 1].Y);
                return curve[i - 1].X + ((target - curve[i - 1].Y) * slope);
            }
        }

        return null;
    }

    private sealed class NearlyEqual : IEqualityComparer<double?>
    {
        public bool Equals(double? x, double? y) => x.HasValue == y.HasValue && !(Math.Abs((x - y) ?? 0) > 1e-9);

        public int GetHashCode(double? obj) => obj.HasValue ? 1 : 0;
    }
}
