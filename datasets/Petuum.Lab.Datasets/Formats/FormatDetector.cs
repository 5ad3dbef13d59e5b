using Petuum.Lab.Datasets.IO;

namespace Petuum.Lab.Datasets.Formats;

/// <summary>Names the format of a file by its first lines of data, or says why it cannot.</summary>
internal static class FormatDetector
{
    private const int LinesMax = 100;

    public static DataFormat Detect(DataSource source)
    {
        if (IdxFile.IsIdx(source))
        {
            return DataFormat.Idx;
        }

        using LineReader lines = source.ReadLines(DataPart.Whole);
        if (lines.MoveNext() && MatrixMarketReader.IsBanner(lines.Line))
        {
            return DataFormat.MatrixMarket;
        }

        if (AreDocuments(source) is { } documents)
        {
            return documents;
        }

        using LineReader data = source.ReadLines(DataPart.Whole);
        int seen = 0;
        for (; seen < LinesMax && data.MoveNextData(); seen++)
        {
            if (FormatOf(data) is DataFormat format)
            {
                return format;
            }
        }

        throw seen == 0
            ? data.FileError("no line of data", "pass a file with at least one line that is not a comment")
            : data.FileError("one number a line fits several formats", Choose(DataFormat.LibSvm, DataFormat.DenseCsv));
    }

    /// <summary>
    /// Bags of words: by UCI's three lines of one number before lines of three; by lines that count their pairs
    /// right, where word 0 is among them, which no LIBSVM file has. Null if neither.
    /// </summary>
    private static DataFormat? AreDocuments(DataSource source)
    {
        using LineReader start = source.ReadLines(DataPart.Whole);
        if (start.MoveNextData() && DocwordReader.IsAtStart(start))
        {
            return DataFormat.Docword;
        }

        using LineReader data = source.ReadLines(DataPart.Whole);
        bool hasZero = false;
        for (int seen = 0; seen < LinesMax && data.MoveNextData(); seen++)
        {
            if (!LdaCReader.Fits(data.Line, ref hasZero))
            {
                return null;
            }
        }

        return hasZero ? DataFormat.LdaC : null;
    }

    /// <summary>The format that has such a line; null when a single number does not tell.</summary>
    private static DataFormat? FormatOf(LineReader data)
    {
        ReadOnlySpan<byte> line = data.Line;
        if (line.IndexOf("::"u8) >= 0)
        {
            return DataFormat.RatingsColons;
        }

        bool hasFeature = line.Contains((byte)':')
            && line[0] is (byte)'-' or (byte)'+' or (byte)'.' or (>= (byte)'0' and <= (byte)'9');
        if (hasFeature && (line.IndexOfAny((byte)' ', (byte)'\t') >= 0 || !line.Contains((byte)',')))
        {
            return DataFormat.LibSvm;
        }

        if (line.Contains((byte)','))
        {
            return CsvFormatOf(data);
        }

        return CountWords(line) switch
        {
            1 when Numbers.TryParse(line, out double _) => null,
            3 when AreNumbers(line) => DataFormat.RatingsTriplets,
            4 when line.Count((byte)'\t') == 3 && AreNumbers(line) => DataFormat.RatingsTab,
            _ => throw data.Error(
                $"no known format has a line like {Numbers.Quote(line)}",
                $"pass --format with one of {string.Join(", ", DataFormats.AllNames)}, or mend the line"),
        };
    }

    private static DataFormat CsvFormatOf(LineReader data)
    {
        if (CsvLine.LooksLikeHeader(data.Line) != false)
        {
            return RatingsColumns.Match(CsvLine.Names(data.Line)) is null ? DataFormat.DenseCsv : DataFormat.RatingsCsv;
        }

        CsvLine fields = new(data.Line);
        int integers = 0;
        int count = 0;
        for (; fields.MoveNext(); count++)
        {
            integers += count < 2 && Numbers.TryParse(fields.Field, out long _) ? 1 : 0;
        }

        return count is 3 or 4 && integers == 2
            ? throw data.Error(
                "without a header this may be ratings or rows of features",
                    Choose(DataFormat.RatingsCsv, DataFormat.DenseCsv))
            : DataFormat.DenseCsv;
    }

    private static string Choose(DataFormat one, DataFormat other) =>
        $"pass --format {DataFormats.NameOf(one)} or --format {DataFormats.NameOf(other)}";

    private static int CountWords(ReadOnlySpan<byte> line)
    {
        int words = 0;
        for (int at = 0; at < line.Length; words++)
        {
            at = Numbers.SkipBlanks(line, at + Numbers.WordAt(line, at).Length);
        }

        return words;
    }

    private static bool AreNumbers(ReadOnlySpan<byte> line)
    {
        for (int at = 0; at < line.Length;)
        {
            ReadOnlySpan<byte> word = Numbers.WordAt(line, at);
            if (!Numbers.TryParse(word, out double _))
            {
                return false;
            }

            at = Numbers.SkipBlanks(line, at + word.Length);
        }

        return true;
    }
}
