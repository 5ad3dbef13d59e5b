using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Charts.Layout;

namespace Petuum.Lab.Tests.Charts;

public sealed class ScaleTests
{
    private static readonly Arbitrary<(Axis Axis, IReadOnlyList<double> Values, double Padding)> Data = Arb.From(
        from axis in ChartGenerators.AnyAxis(AxisScale.Linear, AxisScale.Log10)
        from values in ChartGenerators.Number.ListOf()
        from padding in Gen.Elements(0, 0.04)
        select (axis, (IReadOnlyList<double>)[.. values], padding));

    [Fact]
    public void Bounds_HoldEveryValueThatHasAPlace_UnlessTheAxisSaysOtherwise() =>
        Prop.ForAll(Data, given =>
        {
            Axis axis = given.Axis with { Min = null, Max = null };
            PlotScale scale = AxisBounds.For(axis, given.Values, given.Padding);
            Assert.True(scale.Max > scale.Min);
            Assert.All(given.Values.Where(scale.IsPlottable), value => Assert.InRange(value, scale.Min, scale.Max));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(500));

    [Fact]
    public void Bounds_ThatTheAxisStates_Hold() =>
        Prop.ForAll(Data, given =>
        {
            PlotScale scale = AxisBounds.For(given.Axis, given.Values, given.Padding);
            Assert.True(scale.Max > scale.Min);
            Assert.Equal(0, scale.Project(scale.Min));
            Assert.Equal(1, scale.Project(scale.Max));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(500));

    [Fact]
    public void Bounds_StatedAsAnInterval_AreTaken()
    {
        PlotScale scale = AxisBounds.For(new Axis("", Min: 2, Max: 5), [0, 100], padding: 0.04);
        Assert.Equal((2, 5), (scale.Min, scale.Max));
    }

    [Fact]
    public void Scale_Inverts() =>
        Prop.ForAll(Data, given =>
        {
            PlotScale scale = AxisBounds.For(given.Axis, given.Values, given.Padding);
            for (int i = 0; i <= 10; i++)
            {
                Assert.Equal(i / 10.0, scale.Project(scale.Invert(i / 10.0)), 1e-6);
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(500));

    [Fact]
    public void Scale_KeepsOrder() =>
        Prop.ForAll(Data, given =>
        {
            PlotScale scale = AxisBounds.For(given.Axis, given.Values, given.Padding);
            double[] positions = given.Values.Where(scale.IsPlottable).Order().Select(scale.Project).ToArray();
            Assert.Equal(positions.Order(), positions);
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(300));

    [Fact]
    public void Logarithm_IsThatOfTheLibrary_AndExactAtPowersOfTen()
    {
        for (int exponent = -307; exponent <= 308; exponent++)
        {
            double power = Decades.Power(exponent);
            Assert.Equal(exponent, Decades.Log10(power));
            Assert.Equal(exponent, Decades.Floor(power));
            foreach (double factor in (double[])[1.0000001, 1.5, 2, 3.3333, 7, 9.9999999])
            {
                if (double.IsFinite(power * factor))
                {
                    Assert.Equal(Math.Log10(power * factor), Decades.Log10(power * factor), 1e-12);
                    Assert.Equal(1, Decades.Pow10(Math.Log10(power * factor)) / (power * factor), 1e-11);
                }
            }
        }
    }
}
