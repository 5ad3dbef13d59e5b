using Petuum.Lab.Datasets.IO;

namespace Petuum.Lab.Datasets.Formats;

/// <summary>LIBSVM: <c>label index:value index:value … # comment</c>, indices strictly ascending.</summary>
internal sealed class LibSvmReader(LineReader lines, DataOptions options)
{
    private const int EntryLengthMin = 4;
    private const int IndexDigitsMax = 18;
    private readonly SparseRowBuilder _rows = new(() => lines.Progress);
    private readonly int _base = options.ZeroBased ? 0 : 1;
    private readonly int _indexMax = options.Columns is int columns
        ? columns - (options.ZeroBased ? 1 : 0)
        : Array.MaxLength - 1;

    private int _columns;

    public static RegressionData Read(DataSource source, DataPart part, DataOptions options)
    {
        using LineReader lines = source.ReadLines(part);
        return new LibSvmReader(lines, options).Read(part.IsWhole);
    }

    private RegressionData Read(bool isWhole)
    {
        while (lines.MoveNextData())
        {
            ReadRow(lines.Line);
        }

        return _rows.Rows == 0 && isWhole
            ? throw lines.FileError("no row of data", "pass a file with at least one line that is not a comment")
            : _rows.Build(options.Columns ?? _columns);
    }

    /// <summary>
    /// Reads the line. What stands behind it is readable and no digit, so that numbers are read eight letters at once.
    /// </summary>
    private void ReadRow(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> padded = lines.PaddedLine;
        int position = 0;
        if (!Numbers.TryRead(padded, ref position, out double label) || !IsAtWordEnd(line, position))
        {
            throw LabelError(Numbers.WordAt(line, 0));
        }

        int previous = _base - 1;
        _rows.Reserve((line.Length / EntryLengthMin) + 1);
        while (true)
        {
            position = Numbers.SkipBlanks(line, position);
            if (position == line.Length || line[position] == '#')
            {
                break;
            }

            int start = position;
            int index = ReadIndex(line, padded, ref position, previous);
            previous = index;
            if (!Numbers.TryRead(padded, ref position, out double value) || !IsAtWordEnd(line, position))
            {
                throw ValueError(index, Numbers.WordAt(line, start));
            }

            _rows.Add(index - _base, value);
        }

        _columns = Math.Max(_columns, previous - _base + 1);
        _rows.EndRow(label);
    }

    /// <summary>Reads <c>index:</c>, which must be larger than the one before.</summary>
    private int ReadIndex(ReadOnlySpan<byte> line, ReadOnlySpan<byte> padded, ref int position, int previous)
    {
        int start = position;
        ulong digits = 0;
        position = Numbers.ReadDigits(padded, position, ref digits);
        long index = position - start <= IndexDigitsMax ? (long)digits : long.MaxValue;
        if (index <= previous || index > _indexMax || position == start || position == line.Length
            || line[position] != ':')
        {
            throw IndexError(Numbers.WordAt(line, start), previous);
        }

        position++;
        return (int)index;
    }

    private static bool IsAtWordEnd(ReadOnlySpan<byte> line, int position) =>
        position == line.Length || Numbers.IsBlank(line[position]) || line[position] == '#';

    private DataFormatException LabelError(ReadOnlySpan<byte> word)
    {
        if (word.Contains((byte)','))
        {
            return lines.Error($"several labels {Numbers.Quote(word)} in one row", "keep one label a row");
        }

        return word.Contains((byte)':')
            ? lines.Error($"the row starts with {Numbers.Quote(word)} and has no label", "put the label first")
            : lines.Error(Numbers.Problem("the label", word), "a row is 'label index:value …'; number the classes");
    }

    private DataFormatException IndexError(ReadOnlySpan<byte> word, int previous)
    {
        const string Form = "write features as index:value, for example 3:0.5";
        int colon = word.IndexOf((byte)':');
        if (colon < 0)
        {
            return lines.Error($"{Numbers.Quote(word)} is not a feature", Form);
        }

        ReadOnlySpan<byte> name = word[..colon];
        if (name.SequenceEqual("qid"u8))
        {
            return lines.Error("a query id (qid) of a ranking file", "remove the qid fields; rows are samples here");
        }

        if (!Numbers.TryParse(name, out long index))
        {
            return name.Length > 0 && !name.ContainsAnyExceptInRange((byte)'0', (byte)'9')
                ? TooLarge(name)
                : lines.Error($"the feature index is {Numbers.Quote(name)}, which is not a number", Form);
        }

        if (index < _base)
        {
            return index == 0
                ? lines.Error(
                    "feature index 0 in a LIBSVM file", "indices start at 1, pass --zero-based if yours do not")
                : lines.Error($"feature index {index} is negative", "indices start at 1, or at 0 with --zero-based");
        }

        if (index > _indexMax)
        {
            return TooLarge(name);
        }

        return index == previous
            ? lines.Error($"feature index {index} twice in one row", "keep one value for each feature")
            : lines.Error($"feature index {index} after {previous}", "sort the features of every row by index");
    }

    private DataFormatException TooLarge(ReadOnlySpan<byte> name) => options.Columns is int columns
        ? lines.Error($"feature index {Numbers.Quote(name)} in a file of {columns} columns",
            "mend the row or raise --columns")
        : lines.Error($"feature index {Numbers.Quote(name)} is too large", $"indices go up to {_indexMax}");

    private DataFormatException ValueError(int index, ReadOnlySpan<byte> word) => lines.Error(
        Numbers.Problem($"the value of feature {index}", word[(word.IndexOf((byte)':') + 1)..]),
        "write finite decimal numbers, for example 3:0.5");
}
