using System.Globalization;
using System.Text;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Tests.Datasets;

/// <summary>Decimal texts are read as the nearest double, whichever way is taken and wherever they stand.</summary>
public sealed class NumberTests : DataTestBase
{
    private const int Count = 20_000;

    public static TheoryData<string> Kinds => [.. Texts.Keys];

    private static SortedDictionary<string, Func<Pcg32, string>> Texts { get; } = new(StringComparer.Ordinal)
    {
        ["short"] = draws => $"{Sign(draws)}{Digits(draws, 1, 4)}.{Digits(draws, 1, 4)}",
        ["whole"] = draws => Sign(draws) + Digits(draws, 1, 19),
        ["any point"] = draws => Sign(draws) + Digits(draws, 0, 12) + "." + Digits(draws, 1, 12),
        ["no fraction"] = draws => Digits(draws, 1, 20) + ".",
        ["many digits"] = draws => Digits(draws, 1, 30) + "." + Digits(draws, 1, 30),
        ["small"] = draws => $"0.{new string('0', draws.NextInt(25))}{Digits(draws, 1, 19)}",
        ["exponent"] = draws => $"{Digits(draws, 1, 19)}.{Digits(draws, 1, 5)}e{draws.NextInt(600) - 330}",
        ["as printed"] = draws => Bits(draws).ToString("R", CultureInfo.InvariantCulture),
        ["seventeen digits"] = draws => draws.NextDouble(-10, 10).ToString("G17", CultureInfo.InvariantCulture),
        ["nineteen digits"] = draws => draws.NextDouble(0, 2).ToString("F18", CultureInfo.InvariantCulture),
        ["halfway"] = Halfway,
        ["halfway with a fraction"] = HalfwayFraction,
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Text_IsReadAsTheNearestDouble(string kind)
    {
        Pcg32 draws = new Seed(2026).Split(kind).CreateGenerator();
        List<string> texts = [];
        while (texts.Count < Count)
        {
            string text = Texts[kind](draws);
            if (double.Parse(text, CultureInfo.InvariantCulture) is var value && double.IsFinite(value) && value != 0)
            {
                texts.Add(text);
            }
        }

        StringBuilder libSvm = new();
        StringBuilder csv = new();
        foreach (string[] row in texts.Chunk(4))
        {
            libSvm.Append(row[0]).Append(string.Concat(row.Select((text, n) => $" {n + 1}:{text}"))).Append('\n');
            csv.Append(string.Join(',', row)).Append(",1\n");
        }

        double[] expected = [.. texts.Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        RequireSame(texts, expected, ReadSamples(FileOf(libSvm.ToString())).Features.Values);
        libSvm.Length--;    // the last number ends with the file
        RequireSame(texts, expected, ReadSamples(FileOf(libSvm.ToString())).Features.Values);
        DataOptions options = new() { Format = DataFormat.DenseCsv };
        RequireSame(texts, expected, ReadSamples(FileOf(csv.ToString()), options).Features.Values);
    }

    [Theory]
    [InlineData("-0.0000")]
    [InlineData("0e5")]
    [InlineData("+3.25")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("00000000000000000000000000000000000001.50")]
    [InlineData("9007199254740993")]
    [InlineData("18446744073709551615")]
    [InlineData("18446744073709551616")]
    [InlineData("1e-320")]
    [InlineData("1.7976931348623157e308")]
    public void OddText_IsReadAsTheNearestDouble(string text)
    {
        double read = ReadSamples(FileOf($"{text} 1:1\n")).Labels[0];
        Assert.Equal(
            BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)),
            BitConverter.DoubleToInt64Bits(read));
    }

    /// <summary>Lines longer than the reader's buffer, and ones that end exactly where it does.</summary>
    [Theory]
    [InlineData(70_000)]
    [InlineData(1)]
    public void Numbers_SurviveTheEdgesOfTheBuffer(int perRow)
    {
        Pcg32 draws = new Seed(3).CreateGenerator();
        double[] values = [.. Enumerable.Range(0, 70_000).Select(_ => draws.NextDouble(-1, 1))];
        StringBuilder text = new();
        foreach (double[] row in values.Chunk(perRow))
        {
            IEnumerable<string> entries = row.Select((value, n) => $" {n + 1}:{value.ToString("R", Invariant)}");
            text.Append('1').AppendJoin("", entries).Append('\n');
        }

        Assert.Equal(values, ReadSamples(FileOf(text.ToString())).Features.Values.ToArray());
    }

    private static CultureInfo Invariant => CultureInfo.InvariantCulture;

    private static void RequireSame(List<string> texts, double[] expected, ReadOnlySpan<double> read)
    {
        Assert.Equal(expected.Length, read.Length);
        for (int n = 0; n < expected.Length; n++)
        {
            Assert.True(
                BitConverter.DoubleToInt64Bits(expected[n]) == BitConverter.DoubleToInt64Bits(read[n]),
                $"'{texts[n]}' was read as {read[n]:R}, not {expected[n]:R}");
        }
    }

    private static string Sign(Pcg32 draws) => draws.NextInt(2) == 0 ? "" : "-";

    private static string Digits(Pcg32 draws, int least, int most) =>
        string.Concat(Enumerable.Range(0, least + draws.NextInt(most - least + 1)).Select(_ => draws.NextInt(10)));

    private static ulong Word(Pcg32 draws) => ((ulong)draws.NextUInt32() << 32) | draws.NextUInt32();

    private static double Bits(Pcg32 draws)
    {
        double value = BitConverter.UInt64BitsToDouble(Word(draws));
        return double.IsFinite(value) ? value : 1;
    }

    /// <summary>Exactly between two doubles, or one beside it: an integer of 54 bits or more.</summary>
    private static string Halfway(Pcg32 draws)
    {
        int shift = draws.NextInt(10);
        ulong odd = (1UL << 53) | (Word(draws) >> 11) | 1;
        ulong middle = odd << shift;
        return (middle + (ulong)draws.NextInt(3) - 1).ToString(Invariant);
    }

    /// <summary>Halfway between doubles with up to four binary digits behind the point.</summary>
    private static string HalfwayFraction(Pcg32 draws)
    {
        int places = 1 + draws.NextInt(4);
        ulong odd = (1UL << 53) | (Word(draws) >> 11) | 1;
        decimal middle = (decimal)odd / (1 << places);
        return middle.ToString(Invariant);
    }
}
