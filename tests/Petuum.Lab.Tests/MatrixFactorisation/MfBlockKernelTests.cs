using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Tests.MatrixFactorisation;

public sealed class MfBlockKernelTests
{
    [Fact]
    public void Learn_EqualsTheScalarModelInTheDocumentedOrder_ToTheBit()
    {
        Gen<Case> cases =
            from rank in Gen.Choose(1, 45)
            from users in Gen.Choose(1, 4)
            from items in Gen.Choose(1, 4)
            from ratings in Gen.Choose(1, 30)
            from seed in Gen.Choose(0, int.MaxValue)
            from adaptive in Gen.Elements(true, false)
            select new Case(rank, users, items, ratings, seed, adaptive);
        Prop.ForAll(Arb.From(cases, Shrink), Check)
            .Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(400));
    }

    private static IEnumerable<Case> Shrink(Case c)
    {
        if (c.Ratings > 1)
        {
            yield return c with { Ratings = c.Ratings / 2 };
            yield return c with { Ratings = c.Ratings - 1 };
        }

        if (c.Rank > 1)
        {
            yield return c with { Rank = c.Rank / 2 };
            yield return c with { Rank = c.Rank - 1 };
        }

        if (c.Users > 1 || c.Items > 1)
        {
            yield return c with { Users = 1, Items = 1 };
        }
    }

    private static void Check(Case c)
    {
        Pcg32 chance = new Seed((ulong)c.Seed).CreateGenerator();
        int columns = c.Adaptive ? c.Rank + 1 : c.Rank;
        (float[] users, float[] items) = (Draw(c.Users), Draw(c.Items));
        MfRating[] ratings = new MfRating[c.Ratings];
        foreach (ref MfRating rating in ratings.AsSpan())
        {
            rating = new MfRating(chance.NextInt(c.Users), chance.NextInt(c.Items), (float)chance.NextDouble(-2, 2));
        }

        float[] lambdas = [0.01f, 0, 0.3f, 1e-5f];
        MfStep step = new(0.07f, c.Adaptive ? 0.4f : 0);
        (MfBlockRows w, MfBlockRows h) = (new MfBlockRows(c.Rank, columns), new MfBlockRows(c.Rank, columns));
        w.Load(users, lambdas.AsSpan(0, c.Users));
        h.Load(items, lambdas.AsSpan(0, c.Items));
        MfBlockKernels.Learn(ratings, w, h, step);

        (float[][] expectedW, MfRowState[] statesW) = Scalar(users, c.Users);
        (float[][] expectedH, MfRowState[] statesH) = Scalar(items, c.Items);
        foreach (MfRating rating in ratings)
        {
            ScalarFactorisation.Step(
                expectedW[rating.User],
                ref statesW[rating.User],
                expectedH[rating.Item],
                ref statesH[rating.Item],
                rating.Value,
                step);
        }

        AssertEqual(expectedW, statesW, w);
        AssertEqual(expectedH, statesH, h);
        AssertDifferences(expectedW, statesW, users, w);

        float[] Draw(int rows)
        {
            float[] values = new float[rows * columns];
            for (int index = 0; index < values.Length; index++)
            {
                bool isFactor = index % columns < c.Rank;
                values[index] = (float)(isFactor ? chance.NextDouble(-1, 1) : chance.NextDouble(1, 3));
            }

            return values;
        }

        (float[][] Factors, MfRowState[] States) Scalar(float[] values, int rows)
        {
            float[][] factors =
                [.. Enumerable.Range(0, rows).Select(row => values.AsSpan(row * columns, c.Rank).ToArray())];
            MfRowState[] states = [.. Enumerable.Range(0, rows).Select(row => c.Adaptive
                ? new MfRowState(
                    lambdas[row], values[(row * columns) + c.Rank], ScalarFactorisation.Dot(factors[row], factors[row]))
                : new MfRowState(lambdas[row], 0, 0))];
            return (factors, states);
        }
    }

    /// <summary>Increments are after − before of every value, and of G where rows have it.</summary>
    private static void AssertDifferences(
        float[][] expected, MfRowState[] states, float[] before, MfBlockRows actual)
    {
        float[] increments = new float[before.Length];
        actual.Subtract(before, increments);
        int columns = before.Length / expected.Length;
        for (int index = 0; index < before.Length; index++)
        {
            (int row, int column) = Math.DivRem(index, columns);
            float after = column < actual.Rank ? expected[row][column] : states[row].Squares;
            Assert.Equal(after - before[index], increments[index]);
        }
    }

    private static void AssertEqual(float[][] expected, MfRowState[] states, MfBlockRows actual)
    {
        for (int row = 0; row < expected.Length; row++)
        {
            Assert.Equal(expected[row], actual.Values.Slice(row * actual.Stride, actual.Rank).ToArray());
            Assert.Equal(states[row], actual.States[row]);
        }
    }

    private sealed record Case(int Rank, int Users, int Items, int Ratings, int Seed, bool Adaptive);
}
