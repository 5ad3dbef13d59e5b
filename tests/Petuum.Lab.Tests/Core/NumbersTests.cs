using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Tests.Core;

/// <summary>Chance, elementary functions and saved state.</summary>
public class NumbersTests
{
    [Fact]
    public void Pcg32_GivesThePublishedSequence_ForThePublishedSeed()
    {
        // The demo of pcg-c-basic: seed 42, sequence 54. Its seeding draws once before the first number.
        Pcg32 generator = new(42, (54 << 1) | 1);
        _ = generator.NextUInt32();
        uint[] published = [0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e];
        Assert.Equal(published, published.Select(_ => generator.NextUInt32()));
    }

    [Fact]
    public void Pcg32_ContinuesToTheSameDraws_WhenItsStateIsRestored()
    {
        Pcg32 generator = new Seed(7).CreateGenerator();
        _ = generator.NextGaussian();
        Pcg32 restored = new(0, 0) { State = generator.State, Stream = generator.Stream };
        Assert.Equal(
            Enumerable.Range(0, 50).Select(_ => generator.NextDouble()),
            Enumerable.Range(0, 50).Select(_ => restored.NextDouble()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public void NextInt_IsUniform_BelowAnyBound(int bound)
    {
        const int PerCell = 1000;
        Pcg32 generator = new Seed(11).Split("uniform", bound).CreateGenerator();
        int[] counts = new int[bound];
        for (int draw = 0; draw < bound * PerCell; draw++)
        {
            counts[generator.NextInt(bound)]++;
        }

        double chiSquare = counts.Sum(count => (count - PerCell) * (double)(count - PerCell) / PerCell);
        Assert.True(chiSquare < bound + (5 * Math.Sqrt(2.0 * bound)), $"χ² = {chiSquare} for {bound} cells.");
    }

    [Fact]
    public void NextDoubleAndNextGaussian_HaveTheirMoments()
    {
        Pcg32 generator = new Seed(3).CreateGenerator();
        double[] uniform = [.. Enumerable.Range(0, 20_000).Select(_ => generator.NextDouble())];
        double[] normal = [.. Enumerable.Range(0, 20_000).Select(_ => generator.NextGaussian())];
        Assert.All(uniform, value => Assert.InRange(value, 0, Math.BitDecrement(1.0)));
        Assert.InRange(uniform.Average(), 0.49, 0.51);
        Assert.InRange(normal.Average(), -0.03, 0.03);
        Assert.InRange(normal.Average(value => value * value), 0.96, 1.04);
    }

    [Fact]
    public void Shuffle_IsAPermutation_AndEveryItemComesFirstEquallyOften()
    {
        Pcg32 generator = new Seed(5).CreateGenerator();
        int[] first = new int[5];
        for (int round = 0; round < 5000; round++)
        {
            int[] items = [0, 1, 2, 3, 4];
            generator.Shuffle<int>(items);
            first[items[0]]++;
            Assert.Equal([0, 1, 2, 3, 4], items.Order());
        }

        Assert.All(first, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void Split_DoesNotDependOnOtherDraws_AndDiffersByPurposeAndIndex()
    {
        Seed seed = new(99);
        HashSet<ulong> values = [];
        foreach (string purpose in new[] { "stragglers", "network", "network ", string.Empty })
        {
            for (int index = 0; index < 1000; index++)
            {
                Assert.True(
                    values.Add(seed.Split(purpose, index).Value), $"two purposes share seed '{purpose}' {index}.");
                _ = seed.CreateGenerator().NextUInt32();
            }
        }

        Assert.Equal(seed.Split("network", 4), new Seed(99).Split("network", 4));
        Assert.NotEqual(seed.Split("network", 4), new Seed(98).Split("network", 4));
    }

    [Fact]
    public void Split_GivesUncorrelatedGenerators_ForNeighbouringIndices()
    {
        double sum = 0;
        for (int index = 0; index < 4000; index++)
        {
            double one = new Seed(1).Split("pairs", index).CreateGenerator().NextDouble() - 0.5;
            double other = new Seed(1).Split("pairs", index + 1).CreateGenerator().NextDouble() - 0.5;
            sum += one * other * 12;
        }

        Assert.InRange(sum / 4000, -0.06, 0.06);
    }

    [Fact]
    public void LogAndExp_AreWithinTwoUlpOfTheLibrary_EverywhereInTheirRange() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), draw =>
        {
            Pcg32 generator = new Seed((ulong)draw).CreateGenerator();
            double positive = BitConverter.Int64BitsToDouble(
                (long)generator.NextUInt32() << 31 | generator.NextUInt32() >> 1);
            AssertClose(Math.Log(positive), DeterministicMath.Log(positive), $"ln {positive:R}");
            double nearOne = generator.NextDouble(0.5, 2);
            AssertClose(Math.Log(nearOne), DeterministicMath.Log(nearOne), $"ln {nearOne:R}");
            double exponent = generator.NextDouble(-745, 709.7);
            AssertClose(Math.Exp(exponent), DeterministicMath.Exp(exponent), $"e^{exponent:R}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Theory]
    [InlineData(0.0, double.NegativeInfinity)]
    [InlineData(-1.0, double.NaN)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(1.0, 0.0)]
    public void Log_IsTheLibrarys_AtTheEdges(double x, double expected) =>
        Assert.Equal(expected, DeterministicMath.Log(x));

    [Theory]
    [InlineData(double.NegativeInfinity, 0.0)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(0.0, 1.0)]
    [InlineData(-800.0, 0.0)]
    [InlineData(710.0, double.PositiveInfinity)]
    public void Exp_IsTheLibrarys_AtTheEdges(double x, double expected) =>
        Assert.Equal(expected, DeterministicMath.Exp(x));

    [Fact]
    public void State_ReadsBackWhatWasWritten_AndRefusesAShortOne()
    {
        StateWriter writer = new();
        writer.Write(42);
        writer.WriteSpan<double>([1.5, double.NaN, -0.0]);
        writer.WriteSpan<int>([]);
        writer.Write((byte)7);
        StateReader reader = new(writer.ToArray());
        Assert.Equal(42, reader.Read<int>());
        Assert.Equal([1.5, double.NaN, -0.0], reader.ReadArray<double>());
        Assert.Empty(reader.ReadArray<int>());
        Assert.False(reader.AtEnd);
        Assert.Equal(7, reader.Read<byte>());
        Assert.True(reader.AtEnd);
        Assert.Throws<InvariantException>(() => reader.Read<int>());
        StateReader cut = new(writer.ToArray().AsMemory(0, 12));
        _ = cut.Read<int>();
        Assert.Throws<InvariantException>(() => cut.ReadArray<double>());
    }

    private static void AssertClose(double expected, double seen, string what)
    {
        double ulp = double.IsFinite(expected) ? Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected) : 0;
        Assert.True(
            expected.Equals(seen) || Math.Abs(expected - seen) <= 2 * ulp,
            $"{what} is {expected:R}, computed {seen:R}.");
    }
}
