using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Analysis.Statistics;
using Petuum.Lab.Tests.Charts;

namespace Petuum.Lab.Tests.Statistics;

public sealed class HistogramsTests
{
    [Fact]
    public void Integers_AreCountedLikeANaiveCount() =>
        Prop.ForAll(Gen.Choose(-20, 20).ArrayOf().ToArbitrary(), values =>
        {
            IReadOnlyList<HistogramBin> bins = Histograms.OfIntegers(values);
            Assert.Equal(values.Length, bins.Sum(bin => bin.Count));
            Assert.All(bins, bin => Assert.Equal(1, bin.High - bin.Low));
            Assert.All(bins, bin => Assert.Equal(values.Count(value => value == bin.Low + 0.5), bin.Count));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(300));

    [Fact]
    public void Integers_FarApart_ShareBinsOfOneWidth() =>
        Prop.ForAll(Gen.Choose(int.MinValue, int.MaxValue).ArrayOf().ToArbitrary(), values =>
        {
            IReadOnlyList<HistogramBin> bins = Histograms.OfIntegers(values, binsMax: 10);
            Assert.InRange(bins.Count, values.Length == 0 ? 0 : 1, 10);
            Assert.Equal(values.Length, bins.Sum(bin => bin.Count));
            Assert.All(bins, bin => Assert.Equal(values.Count(v => v > bin.Low && v < bin.High), bin.Count));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(200));

    [Fact]
    public void Doubles_AreEachInOneBin() =>
        Prop.ForAll(ChartGenerators.Number.ArrayOf().ToArbitrary(), values =>
        {
            IReadOnlyList<HistogramBin> bins = Histograms.OfDoubles(values, 7);
            Assert.Equal(values.Count(double.IsFinite), bins.Sum(bin => bin.Count));
            Assert.All(bins.Skip(1).Zip(bins), pair => Assert.Equal(pair.Second.High, pair.First.Low));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(300));

    [Fact]
    public void Edges_BelongToTheBinAbove_ExceptTheLast()
    {
        IReadOnlyList<HistogramBin> bins = Histograms.WithEdges([-1, 0, 0.5, 1, 2, 2.5], [0, 1, 2]);
        Assert.Equal([new(0, 1, 2), new(1, 2, 2)], bins);
        Assert.Equal([new(0, 1, 0.5), new(1, 2, 0.5)], Histograms.Shares(bins));
        Assert.Throws<ArgumentException>(() => Histograms.WithEdges([1], [2, 1]));
    }
}
