using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Petuum.Lab.Datasets.IO;

namespace Petuum.Lab.Datasets.Formats;

/// <summary>
/// NIST MatrixMarket: coordinate and array, real, integer and pattern, general and symmetric. Entries may come in any
/// order, so a part is a range of rows: its worker reads the whole file and keeps the entries of its rows.
/// </summary>
internal sealed class MatrixMarketReader
{
    private const int IndexDigitsMax = 18;
    private const string BannerForm =
        "start the file with '%%MatrixMarket matrix coordinate real general' or a like line";
    private readonly DataSource _source;
    private readonly LineReader _lines;
    private readonly List<int> _row = [];
    private readonly List<int> _column = [];
    private readonly List<double> _value = [];
    private bool _isArray;
    private bool _isPattern;
    private bool _isInteger;
    private bool _isSymmetric;
    private int _rows;
    private int _columns;
    private long _entries;
    private IndexRange _range;
    private (int Row, int Column) _nextPlace;

    private MatrixMarketReader(DataSource source, LineReader lines)
    {
        _source = source;
        _lines = lines;
    }

    /// <summary>
    /// Reads the samples of <paramref name="part"/>, for which there are as many labels as the matrix has rows.
    /// </summary>
    public static RegressionData Read(DataSource source, DataSource labelSource, DataPart part)
    {
        double[] labels = LabelsReader.Read(labelSource);
        using LineReader lines = source.ReadLines(DataPart.Whole);
        MatrixMarketReader reader = new(source, lines);
        reader.ReadBanner();
        reader.ReadSizes();
        if (labels.Length != reader._rows)
        {
            throw new DataFormatException(
                labelSource.Path, 0, $"{labels.Length} labels for {reader._rows} rows of {source.Path}",
                    "pass one label for each row");
        }

        SparseMatrix matrix = reader.ReadEntries(part);
        return new RegressionData(matrix, labels[reader._range.Start..reader._range.End]);
    }

    /// <summary>Reads an array of one column.</summary>
    public static double[] ReadVector(DataSource source)
    {
        using LineReader lines = source.ReadLines(DataPart.Whole);
        MatrixMarketReader reader = new(source, lines);
        reader.ReadBanner();
        reader.Require(reader._isArray, "labels in coordinate form", "write them as an array of one column");
        reader.ReadSizes();
        reader.Require(reader._columns == 1, $"labels in {reader._columns} columns",
            "write them as an array of one column");
        reader.ReadEntries(DataPart.Whole);
        return reader._value.ToArray();
    }

    public static bool IsBanner(ReadOnlySpan<byte> line) =>
        line.Length >= 14 && Ascii.EqualsIgnoreCase(line[..14], "%%MatrixMarket"u8);

    private SparseMatrix ReadEntries(DataPart part)
    {
        _range = Partition.ByCount(_rows, part);
        long count = 0;
        while (_lines.MoveNextData())
        {
            if (count == _entries)
            {
                throw _lines.Error($"more than the {_entries} entries that the size line declares",
                    "mend the size line");
            }

            ReadEntry(count++);
        }

        if (count < _entries)
        {
            throw _lines.FileError(
                $"{count} of the {_entries} entries that the size line declares",
                    "mend the size line or fetch the whole file");
        }

        return EntrySorter.TryCompress(
            _range.Count, _columns, CollectionsMarshal.AsSpan(_row), CollectionsMarshal.AsSpan(_column),
            CollectionsMarshal.AsSpan(_value), out SparseMatrix matrix, out (int Row, int Column) twice)
            ? matrix
            : throw DuplicateError(twice.Row + _range.Start, twice.Column);
    }

    private void ReadBanner()
    {
        if (!_lines.MoveNext() || !IsBanner(_lines.Line))
        {
            throw _lines.Error("no MatrixMarket banner", BannerForm);
        }

        string[] words = Encoding.UTF8.GetString(_lines.Line).ToLowerInvariant()
            .Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words is not ["%%matrixmarket", "matrix", string form, string field, string symmetry])
        {
            throw _lines.Error("a MatrixMarket banner without its five words", BannerForm);
        }

        Require(form is "coordinate" or "array", $"the form '{form}'", "write it as coordinate or array");
        Require(field is "real" or "double" or "integer" or "pattern", $"entries of '{field}'",
            "only real, integer and pattern have a use here");
        Require(symmetry is "general" or "symmetric", $"the symmetry '{symmetry}'", "write it as general or symmetric");
        Require(form == "coordinate" || field != "pattern", "an array of pattern", "a pattern is a coordinate file");
        _isArray = form == "array";
        _isInteger = field == "integer";
        _isPattern = field == "pattern";
        _isSymmetric = symmetry == "symmetric";
    }

    private void Require(bool holds, string problem, string remedy)
    {
        if (!holds)
        {
            throw _lines.Error(problem, remedy);
        }
    }

    private void ReadSizes()
    {
        Require(_lines.MoveNextData(), "no size line", "put 'rows columns entries' behind the banner");
        int position = 0;
        _rows = ReadSize(ref position, "rows");
        _columns = ReadSize(ref position, "columns");
        long cells = (long)_rows * _columns;
        _entries = _isArray ? cells : ReadSize(ref position, "entries");
        Require(
            position == _lines.Line.Length, "too many numbers in the size line",
            _isArray ? "an array has 'rows columns'" : "a coordinate file has 'rows columns entries'");
        Require(!_isSymmetric || _rows == _columns, $"a symmetric matrix of {_rows} × {_columns}",
            "write it as general");
        Require(_entries <= cells, $"{_entries} entries in a matrix of {_rows} × {_columns}", "mend the size line");
        if (_isArray && _isSymmetric)
        {
            _entries = (long)_rows * (_rows + 1) / 2;
        }
    }

    private int ReadSize(ref int position, string what)
    {
        ReadOnlySpan<byte> word = NextWord(ref position);
        Require(!word.IsEmpty, $"the number of {what} is missing in the size line", _isArray ? "write 'rows columns'"
            : "write 'rows columns entries'");
        Require(Numbers.TryParse(word, out long size), $"the number of {what} is {Numbers.Quote(word)}",
            "write sizes as integers");
        Require(size >= 0, $"the number of {what} is {size}, which is negative", "mend the size line");
        Require(size < Array.MaxLength, $"the number of {what} is {size}, which is too large",
            $"sizes go up to {Array.MaxLength - 1}");
        return (int)size;
    }

    private ReadOnlySpan<byte> NextWord(ref int position)
    {
        ReadOnlySpan<byte> word = Numbers.WordAt(_lines.Line, position);
        position = Numbers.SkipBlanks(_lines.Line, position + word.Length);
        return word;
    }

    private void ReadEntry(long number)
    {
        int position = 0;
        (int row, int column) = _isArray ? PlaceOf(number)
            : (ReadIndex(ref position, _rows, "row"), ReadIndex(ref position, _columns, "column"));
        double value = _isPattern ? 1 : ReadValue(ref position);
        if (position != _lines.Line.Length)
        {
            throw _lines.Error("too many numbers in an entry", _isArray ? "an array has one value a line"
                : "write 'row column value'");
        }

        if (_isSymmetric && row < column)
        {
            throw _lines.Error(
                $"entry ({row + 1}, {column + 1}) above the diagonal of a symmetric matrix",
                    "keep the lower triangle, or write it as general");
        }

        Keep(row, column, value);
        if (_isSymmetric && row != column)
        {
            Keep(column, row, value);
        }
    }

    /// <summary>Arrays list column after column; symmetric ones from the diagonal down.</summary>
    private (int Row, int Column) PlaceOf(long number)
    {
        if (!_isSymmetric)
        {
            return ((int)(number % _rows), (int)(number / _rows));
        }

        (int row, int column) = _nextPlace;
        _nextPlace = row + 1 < _rows ? (row + 1, column) : (column + 1, column + 1);
        return (row, column);
    }

    private int ReadIndex(ref int position, int size, string what)
    {
        ulong digits = 0;
        int end = Numbers.ReadDigits(_lines.PaddedLine, position, ref digits);
        if (end > position && end - position <= IndexDigitsMax && digits >= 1 && digits <= (ulong)size
            && IsWordEnd(end))
        {
            position = Numbers.SkipBlanks(_lines.Line, end);
            return (int)digits - 1;
        }

        ReadOnlySpan<byte> word = NextWord(ref position);
        bool isNumber = Numbers.TryParse(word, out long index);
        if (isNumber && index >= 1 && index <= size)
        {
            return (int)index - 1;
        }

        throw isNumber
            ? _lines.Error($"{what} {index} in a matrix of {_rows} × {_columns}", $"{what}s are numbered 1 … {size}")
            : _lines.Error(Numbers.Problem($"the {what}", word), "write 'row column value'");
    }

    private bool IsWordEnd(int position) =>
        position == _lines.Line.Length || Numbers.IsBlank(_lines.Line[position]);

    private double ReadValue(ref int position)
    {
        int end = position;
        if (!_isInteger && Numbers.TryRead(_lines.PaddedLine, ref end, out double value) && IsWordEnd(end))
        {
            position = Numbers.SkipBlanks(_lines.Line, end);
            return value;
        }

        ReadOnlySpan<byte> word = NextWord(ref position);
        if (!Numbers.TryParse(word, out value))
        {
            throw _lines.Error(Numbers.Problem("the value", word), "write finite decimal numbers");
        }

        return !_isInteger || Numbers.TryParse(word, out long _)
            ? value
            : throw _lines.Error($"the value {Numbers.Quote(word)} in an integer matrix", "write it as real");
    }

    private void Keep(int row, int column, double value)
    {
        if (_range.Contains(row))
        {
            _row.Add(row - _range.Start);
            _column.Add(column);
            _value.Add(value);
        }
    }

    /// <summary>Reads the file again to find the line of the second entry at the place.</summary>
    private DataFormatException DuplicateError(int row, int column)
    {
        using LineReader lines = _source.ReadLines(DataPart.Whole);
        bool seen = false;
        lines.MoveNextData();
        while (lines.MoveNextData())
        {
            if (IsEntry(lines.Line, row, column) || (_isSymmetric && IsEntry(lines.Line, column, row)))
            {
                if (seen)
                {
                    break;
                }

                seen = true;
            }
        }

        string place = string.Create(CultureInfo.InvariantCulture, $"({row + 1}, {column + 1})");
        return lines.Error($"entry {place} a second time", "keep one value for each place, or add them up before");
    }

    private static bool IsEntry(ReadOnlySpan<byte> line, int row, int column)
    {
        ReadOnlySpan<byte> first = Numbers.WordAt(line, 0);
        ReadOnlySpan<byte> second = Numbers.WordAt(line, Numbers.SkipBlanks(line, first.Length));
        return Numbers.TryParse(first, out long r) && Numbers.TryParse(second, out long c) && r == row + 1
            && c == column + 1;
    }
}
