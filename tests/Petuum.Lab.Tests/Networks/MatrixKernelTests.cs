using System.Runtime.Intrinsics;
using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Tests.Networks;

/// <summary>The order of every sum is written out; blocks and vectors must not change a bit of it.</summary>
public sealed class MatrixKernelTests
{
    [Fact]
    public void Product_IsOneChainOfFusedMultiplyAdds_ForEveryElementAndShape() => Prop.ForAll(
        Arb.From(
            Gen.Choose(1, 11).SelectMany(m => Gen.Choose(1, 5).SelectMany(n => Gen.Choose(1, 9).SelectMany(depth =>
                Gen.Elements(false, true).SelectMany(transposed => Gen.Elements(false, true).Select(adds =>
                    (m, n, depth, transposed, adds)))))),
            failing => failing.m > 1 ? [failing with { m = failing.m - 1 }] : []),
        drawn =>
        {
            (int m, int columns, int depth, bool transposed, bool adds) = drawn;
            int n = 8 * columns;
            float[] a = Draw(m * depth, 1);
            float[] b = Draw(depth * n, 2);
            float[] c = Draw(m * n, 3);
            Strides strides = transposed ? new Strides(1, m) : new Strides(depth, 1);
            float[] expected = new float[m * n];
            for (int row = 0; row < m; row++)
            {
                for (int column = 0; column < n; column++)
                {
                    float sum = adds ? c[(row * n) + column] : 0;
                    for (int k = 0; k < depth; k++)
                    {
                        sum = MathF.FusedMultiplyAdd(
                            a[(row * strides.Row) + (k * strides.Step)], b[(k * n) + column], sum);
                    }

                    expected[(row * n) + column] = sum;
                }
            }

            MatrixKernels.Multiply(a, strides, b, c, m, n, depth, adds);
            return expected.AsSpan().SequenceEqual(c);
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(200));

    [Fact]
    public void Exponentials_AreWithinAFewUnitsInTheLastPlace_AndZeroFarBelow()
    {
        for (int step = -8700; step <= 8800; step++)
        {
            float x = step / 100f;
            double exact = DeterministicMath.Exp(x);
            float found = VectorMath.Exp(Vector256.Create(x)).ToScalar();
            Assert.InRange(found / exact, 1 - 3e-7, 1 + 3e-7);
        }

        Assert.Equal(0, VectorMath.Exp(Vector256.Create(float.NegativeInfinity)).ToScalar());
    }

    [Fact]
    public void Probabilities_AddUpTo1_HoweverLargeTheLogits()
    {
        float[] logits = [1000, 1001, 999, 5, 5, 5, 5, 5, 0, 0, -2000, 0, 0, 0, 0, 0];
        Softmax.Probabilities(logits, rows: 2, classes: 3);
        Assert.Equal([1, 1], new[] { logits[..3].Sum(), logits[8..11].Sum() }.Select(sum => Math.Round(sum, 6)));
        Assert.All(logits[3..8], pad => Assert.Equal(0, pad));
        Assert.Equal(0, logits[10]);
        Assert.Equal(0.6652, logits[1], 4);
    }

    private static float[] Draw(int count, ulong seed)
    {
        Pcg32 chance = new Seed(seed).CreateGenerator();
        return Array.ConvertAll(new float[count], _ => (float)chance.NextDouble(-1, 1));
    }
}
