using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Tests.Datasets;

/// <summary>Random data with awkward numbers, how it shrinks, and when two are the same.</summary>
internal static class DataGen
{
    private static readonly Gen<double> Number = Gen.Frequency(
        (3, Gen.Choose(-9, 9).Select(n => (double)n)),
        (3, ArbMap.Default.GeneratorFor<long>().Select(BitConverter.Int64BitsToDouble).Where(double.IsFinite)),
        (2, Gen.Choose(-999999, 999999).Select(n => n / 1000.0)),
        (1, Gen.Elements(double.MaxValue, double.Epsilon, -double.MaxValue, 1e22, 1e23, 0.1, 5e-324,
            9007199254740993.0)));

    private static readonly Gen<long> Id = Gen.Frequency(
        (4, Gen.Choose(-3, 9).Select(n => (long)n)),
        (1, Gen.Elements(long.MinValue, long.MaxValue, 0L, int.MaxValue + 1L)));

    /// <summary>Samples with at least one row and one column.</summary>
    public static Arbitrary<RegressionData> Samples { get; } = Arb.From(
        from rows in Gen.Choose(1, 7)
        from columns in Gen.Choose(1, 6)
        from zeros in Gen.ArrayOf(Gen.Elements(true, false), rows * columns)
        from values in Gen.ArrayOf(Number, rows * columns)
        from labels in Gen.ArrayOf(Number, rows)
        select new RegressionData(
            SparseMatrix.FromDense(rows, columns, values.Zip(zeros, (value, zero) => zero ? 0 : value).ToArray()),
                labels),
        ShrinkSamples);

    /// <summary>At least one rating; pairs may repeat.</summary>
    public static Arbitrary<Ratings> Ratings { get; } = Arb.From(
        from count in Gen.Choose(1, 9)
        from users in Gen.ArrayOf(Id, count)
        from items in Gen.ArrayOf(Id, count)
        from values in Gen.ArrayOf(Number, count)
        select Petuum.Lab.Datasets.Ratings.FromIds(users, items, values),
        ShrinkRatings);

    public static bool Same(RegressionData left, RegressionData right) =>
        left.Columns == right.Columns
        && left.Labels.SequenceEqual(right.Labels)
        && left.Features.Offsets.SequenceEqual(right.Features.Offsets)
        && left.Features.Indices.SequenceEqual(right.Features.Indices)
        && Bits(left.Features.Values).SequenceEqual(Bits(right.Features.Values));

    public static bool Same(Ratings left, Ratings right) =>
        left.User.SequenceEqual(right.User)
        && left.Item.SequenceEqual(right.Item)
        && Bits(left.Value).SequenceEqual(Bits(right.Value))
        && left.UserIds.SequenceEqual(right.UserIds)
        && left.ItemIds.SequenceEqual(right.ItemIds);

    private static long[] Bits(ReadOnlySpan<double> values)
    {
        long[] bits = new long[values.Length];
        for (int n = 0; n < bits.Length; n++)
        {
            bits[n] = BitConverter.DoubleToInt64Bits(values[n]);
        }

        return bits;
    }

    private static IEnumerable<RegressionData> ShrinkSamples(RegressionData data)
    {
        for (int cut = 1; cut < data.Rows; cut++)
        {
            yield return data.SelectRows(new IndexRange(0, cut));
            yield return data.SelectRows(new IndexRange(cut, data.Rows));
        }
    }

    private static IEnumerable<Ratings> ShrinkRatings(Ratings data)
    {
        for (int gone = 0; gone < data.Count && data.Count > 1; gone++)
        {
            int[] kept = Enumerable.Range(0, data.Count).Where(n => n != gone).ToArray();
            yield return Petuum.Lab.Datasets.Ratings.FromIds(
                kept.Select(n => data.UserIds[data.User[n]]).ToArray(),
                kept.Select(n => data.ItemIds[data.Item[n]]).ToArray(),
                kept.Select(n => data.Value[n]).ToArray());
        }
    }
}
