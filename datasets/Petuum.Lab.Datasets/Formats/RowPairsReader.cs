using Petuum.Lab.Datasets.IO;

namespace Petuum.Lab.Datasets.Formats;

/// <summary>Pairs of rows, one a line.</summary>
internal static class RowPairsReader
{
    /// <summary>All pairs of a file, of rows 0 … <paramref name="rows"/> − 1.</summary>
    public static RowPairs Read(DataSource source, int rows)
    {
        List<int> first = [];
        List<int> second = [];
        using LineReader lines = source.ReadLines(DataPart.Whole);
        while (lines.MoveNextData())
        {
            ReadOnlySpan<byte> line = lines.Line;
            int end = line.IndexOfAny(" \t,"u8);
            if (end < 0)
            {
                throw lines.Error("one number in a pair of rows", "a line has two row numbers, counted from 0");
            }

            first.Add(Row(lines, line[..end], rows));
            second.Add(Row(lines, line[(end + 1)..].Trim(" \t,"u8), rows));
            if (first[^1] == second[^1])
            {
                throw lines.Error(
                    $"row {first[^1]} paired with itself", "leave the line out: its distance is 0 in any metric");
            }
        }

        return first.Count > 0
            ? new RowPairs(first.ToArray(), second.ToArray())
            : throw new DataFormatException(source.Path, 0, "there are no pairs", "write two row numbers a line");
    }

    private static int Row(LineReader lines, ReadOnlySpan<byte> text, int rows)
    {
        if (!Numbers.TryParse(text, out long row))
        {
            throw lines.Error(Numbers.Problem("a row", text), "a line has two row numbers, counted from 0");
        }

        return row >= 0 && row < rows
            ? (int)row
            : throw lines.Error(
                $"row {row} of {rows} rows", $"rows are counted from 0 to {rows - 1}, in the order of the data file");
    }
}
