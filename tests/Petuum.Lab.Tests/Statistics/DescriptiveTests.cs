using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Tests.Statistics;

public sealed class DescriptiveTests
{
    private static readonly Arbitrary<double[]> Samples = Arb.From(
        Gen.Choose(-1000, 1000).Select(value => value / 8.0).NonEmptyListOf().Select(values => values.ToArray()),
        values => Enumerable.Range(0, values.Length)
            .Select(skip => values.Where((_, i) => i != skip).ToArray())
            .Where(rest => rest.Length > 0));

    [Fact]
    public void Quantile_IsTheNaiveOne() =>
        Prop.ForAll(Samples, values =>
        {
            for (int percent = 0; percent <= 100; percent += 5)
            {
                double share = percent / 100.0;
                Assert.Equal(NaiveQuantile(values, share), Descriptive.Quantile(values, share), 1e-9);
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(300));

    [Fact]
    public void Quantile_HasNothingToDoWithOrder_AndRisesWithItsProbability() =>
        Prop.ForAll(Samples, values =>
        {
            double[] quantiles = Enumerable.Range(0, 21).Select(i => Descriptive.Quantile(values, i / 20.0)).ToArray();
            Assert.Equal(quantiles.Order(), quantiles);
            Assert.Equal(quantiles, Enumerable.Range(0, 21).Select(
                i => Descriptive.Quantile(values.Reverse().ToArray(), i / 20.0)));
            Assert.Equal((quantiles[0], quantiles[20]), Descriptive.Range(values));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(200));

    [Fact]
    public void StandardDeviation_DoesNotMoveWithTheSample_AndScalesWithIt() =>
        Prop.ForAll(Samples, values =>
        {
            double deviation = Descriptive.StandardDeviation(values);
            Assert.Equal(deviation, Descriptive.StandardDeviation(values.Select(v => v + 100).ToArray()), 1e-9);
            Assert.Equal(deviation * 3, Descriptive.StandardDeviation(values.Select(v => v * -3).ToArray()), 1e-9);
            Assert.Equal(values.Length < 2, double.IsNaN(deviation));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(200));

    [Fact]
    public void Numbers_OfAKnownSample()
    {
        double[] values = [2, 4, 4, 4, 5, 5, 7, 9];
        Assert.Equal(5, Descriptive.Mean(values));
        Assert.Equal(4.5, Descriptive.Median(values));
        Assert.Equal(Math.Sqrt(32.0 / 7), Descriptive.StandardDeviation(values), 1e-15);
        (double low, double high) = Descriptive.ConfidenceInterval(values);
        Assert.Equal(5 - (2.364624251592785 * Math.Sqrt(32.0 / 7 / 8)), low, 1e-12);
        Assert.Equal(10, low + high, 1e-12);
    }

    [Fact]
    public void NothingAndNaN_GiveNaN()
    {
        Assert.Equal(double.NaN, Descriptive.Mean([]));
        Assert.Equal(double.NaN, Descriptive.Median([]));
        Assert.Equal(double.NaN, Descriptive.Median([1, double.NaN, 3]));
        Assert.Equal((double.NaN, double.NaN), Descriptive.Range([1, double.NaN]));
        Assert.Equal((double.NaN, double.NaN), Descriptive.ConfidenceInterval([1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Descriptive.Quantile([1], 1.1));
    }

    [Theory]
    [InlineData(0.95, 1, 12.706204736174694)]
    [InlineData(0.95, 2, 4.302652729749462)]
    [InlineData(0.95, 4, 2.776445105198061)]
    [InlineData(0.95, 9, 2.2621571628540993)]
    [InlineData(0.95, 30, 2.0422724563012373)]
    [InlineData(0.99, 1, 63.65674116287399)]
    [InlineData(0.99, 5, 4.032142983557536)]
    [InlineData(0.9, 3, 2.3533634348018264)]
    [InlineData(0.95, 1000, 1.9623390808264078)]
    public void StudentT_IsThatOfTheTables(double confidence, int degrees, double bound)
    {
        Assert.Equal(bound, StudentT.Critical(confidence, degrees), 1e-9 * bound);
        Assert.Equal(confidence, StudentT.Within(bound, degrees), 1e-10);
    }

    [Fact]
    public void StudentT_RisesWithConfidence_AndFallsWithDegrees()
    {
        for (int degrees = 1; degrees < 40; degrees++)
        {
            Assert.True(StudentT.Critical(0.9, degrees) < StudentT.Critical(0.95, degrees));
            Assert.True(StudentT.Critical(0.95, degrees) > StudentT.Critical(0.95, degrees + 1));
        }
    }

    private static double NaiveQuantile(double[] values, double probability)
    {
        var sorted = values.ToList();
        sorted.Sort();
        double h = (sorted.Count - 1) * probability;
        double below = sorted[(int)Math.Floor(h)];
        double above = sorted[(int)Math.Ceiling(h)];
        return below + ((h - Math.Floor(h)) * (above - below));
    }
}
