using FsCheck;
using FsCheck.Fluent;

namespace Petuum.Lab.Tests.Results;

/// <summary>Generators of what files and pages must survive, with shrinkers.</summary>
internal static class Hostile
{
    private static readonly string[] Pieces =
    [
        "a", "Z", "0", " ", "  ", "\t", ",", ";", "\"", "\"\"", "'", "\n", "\r\n", "\r", "=1+1", "-", "#", "<b>",
        "&amp;", "]]>", "-->", "</script>", "</style>", "é", "ß", "漢", "😀", "\u00a0", "\ufeff", "\\", "{0}", "NaN",
        "clock", "seed", "metric.", "key.", "../",
    ];

    /// <summary>
    /// Texts made of pieces that break naive writers; never a lone surrogate, which UTF-8 cannot hold.
    /// </summary>
    public static Gen<string> Texts { get; } =
        from count in Gen.Choose(0, 5)
        from pieces in Gen.ListOf(Gen.Elements(Pieces), count)
        select string.Concat(pieces);

    /// <summary>Any 64 bits as a double, and the ones that matter more often.</summary>
    public static Gen<double> Doubles { get; } = Gen.OneOf(
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        select BitConverter.Int64BitsToDouble(((long)high << 32) | (uint)low),
        Gen.Elements(0.0, -0.0, 1.0, 0.1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon,
            double.MaxValue, double.MinValue, 2.2250738585072014e-308, 1e16, 123456789012345680.0, 1 / 3.0));

    /// <summary>Any 64-bit number.</summary>
    public static Gen<long> Longs { get; } = Gen.OneOf(
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        select ((long)high << 32) | (uint)low,
        Gen.Elements(0L, 1L, -1L, long.MaxValue, long.MinValue));

    /// <summary>Lists of up to some length.</summary>
    public static Gen<T[]> Lists<T>(Gen<T> items, int most) =>
        from count in Gen.Choose(0, most)
        from list in Gen.ListOf(items, count)
        select list.ToArray();

    /// <summary>Names of which none occurs twice.</summary>
    public static Gen<string[]> Names(int most) =>
        Lists(Texts, most).Select(names => names.Distinct(StringComparer.Ordinal).ToArray());

    /// <summary>The same list without one of its items.</summary>
    public static IEnumerable<T[]> Shrink<T>(T[] items)
    {
        for (int left = 0; left < items.Length; left++)
        {
            yield return [.. items[..left], .. items[(left + 1)..]];
        }
    }

    /// <summary>Checks a law on lists, shrinking a counterexample.</summary>
    public static void Check<T>(Gen<T[]> lists, Func<T[], bool> law, int tests = 200) =>
        Prop.ForAll(Arb.From(lists, Shrink), law).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(tests));

    /// <summary>Whether two doubles are the same bits, or both not a number.</summary>
    public static bool Same(double left, double right) =>
        BitConverter.DoubleToInt64Bits(left) == BitConverter.DoubleToInt64Bits(right)
            || (double.IsNaN(left) && double.IsNaN(right));

    /// <summary>The same for numbers that may be missing.</summary>
    public static bool Same(double? left, double? right) =>
        left is null ? right is null : right is not null && Same(left.Value, right.Value);
}
