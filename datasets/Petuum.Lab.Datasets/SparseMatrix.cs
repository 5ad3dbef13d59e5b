using Petuum.Lab.Core;

namespace Petuum.Lab.Datasets;

/// <summary>Which of a matrix's lines are stored one after the other.</summary>
public enum SparseLayout
{
    /// <summary>Compressed rows (CSR): a line is a row, its indices are columns.</summary>
    Rows,

    /// <summary>Compressed columns (CSC): a line is a column, its indices are rows.</summary>
    Columns,
}

/// <summary>One line of a sparse matrix: ascending, distinct indices, and a value that is not zero for each.</summary>
public readonly ref struct SparseVector
{
    internal SparseVector(ReadOnlySpan<int> indices, ReadOnlySpan<double> values)
    {
        Indices = indices;
        Values = values;
    }

    /// <summary>Where the values stand; strictly ascending.</summary>
    public ReadOnlySpan<int> Indices { get; }

    /// <summary>The values, as many as <see cref="Indices"/>.</summary>
    public ReadOnlySpan<double> Values { get; }

    /// <summary>How many values are stored.</summary>
    public int Count => Values.Length;
}

/// <summary>
/// An immutable sparse matrix of doubles in compressed-row or compressed-column form. Always true: indices are strictly
/// ascending within a line, every value is finite, and no stored value is zero (zeros are dropped on the way in).
/// </summary>
public sealed class SparseMatrix
{
    /// <summary>Arrays that are longer than what is used of them by one part in so many are copied.</summary>
    private const int WasteShare = 8;
    private readonly int[] _offsets;
    private readonly int[] _indices;
    private readonly double[] _values;

    private SparseMatrix(SparseLayout layout, int rows, int columns, int[] offsets, int[] indices, double[] values)
    {
        Layout = layout;
        Rows = rows;
        Columns = columns;
        _offsets = offsets;
        _indices = indices;
        _values = values;
    }

    /// <summary>Whether lines are rows or columns.</summary>
    public SparseLayout Layout { get; }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>The number of stored values, none of which is zero.</summary>
    public int NonzeroCount => _offsets[^1];

    /// <summary>The number of lines: rows in row layout, columns in column layout.</summary>
    public int LineCount => Layout == SparseLayout.Rows ? Rows : Columns;

    /// <summary>
    /// Line k holds the entries <c>Offsets[k] … Offsets[k + 1] − 1</c>; length <see cref="LineCount"/> + 1.
    /// </summary>
    public ReadOnlySpan<int> Offsets => _offsets;

    /// <summary>The column (row layout) or row (column layout) of every entry; ascending within a line.</summary>
    public ReadOnlySpan<int> Indices => _indices.AsSpan(0, NonzeroCount);

    /// <summary>The value of every entry.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, NonzeroCount);

    /// <summary>Line <paramref name="line"/>, whichever the layout.</summary>
    public SparseVector Line(int line)
    {
        int start = _offsets[line];
        int count = _offsets[line + 1] - start;
        return new SparseVector(_indices.AsSpan(start, count), _values.AsSpan(start, count));
    }

    /// <summary>Row <paramref name="row"/>; the layout must be <see cref="SparseLayout.Rows"/>.</summary>
    public SparseVector Row(int row)
    {
        Invariant.Require(Layout == SparseLayout.Rows, "rows are at hand in row layout; call ToRows() first.");
        return Line(row);
    }

    /// <summary>Column <paramref name="column"/>; the layout must be <see cref="SparseLayout.Columns"/>.</summary>
    public SparseVector Column(int column)
    {
        Invariant.Require(Layout == SparseLayout.Columns,
            "columns are at hand in column layout; call ToColumns() first.");
        return Line(column);
    }

    /// <summary>This matrix in compressed-row form; itself if it is already.</summary>
    public SparseMatrix ToRows() => Layout == SparseLayout.Rows ? this : Turn();

    /// <summary>This matrix in compressed-column form; itself if it is already.</summary>
    public SparseMatrix ToColumns() => Layout == SparseLayout.Columns ? this : Turn();

    /// <summary>
    /// The lines <paramref name="range"/> in the same layout, numbered from 0: a worker's rows in row layout.
    /// </summary>
    public SparseMatrix SelectLines(IndexRange range)
    {
        Invariant.Require(
            range.Start >= 0 && range.Start <= range.End && range.End <= LineCount,
            $"lines {range.Start} … {range.End} are not within 0 … {LineCount}.");
        int first = _offsets[range.Start];
        int[] offsets = new int[range.Count + 1];
        for (int line = 0; line <= range.Count; line++)
        {
            offsets[line] = _offsets[range.Start + line] - first;
        }

        int[] indices = _indices.AsSpan(first, offsets[range.Count]).ToArray();
        double[] values = _values.AsSpan(first, offsets[range.Count]).ToArray();
        return Layout == SparseLayout.Rows
            ? new SparseMatrix(Layout, range.Count, Columns, offsets, indices, values)
            : new SparseMatrix(Layout, Rows, range.Count, offsets, indices, values);
    }

    /// <summary>
    /// The same row-layout matrix with <paramref name="columns"/> columns, at least as many as are used.
    /// </summary>
    public SparseMatrix WithColumns(int columns)
    {
        Invariant.Require(Layout == SparseLayout.Rows, "columns are added in row layout; call ToRows() first.");
        int used = 0;
        foreach (int index in Indices)
        {
            used = Math.Max(used, index + 1);
        }

        Invariant.Require(columns >= used, $"{columns} columns are too few: column {used - 1} is in use.");
        return new SparseMatrix(Layout, Rows, columns, _offsets, _indices, _values);
    }

    /// <summary>
    /// Takes over arrays that are already compressed; the caller gives them away and does not write to them again.
    /// Zeros among the values are dropped.
    /// </summary>
    /// <exception cref="InvariantException">
    /// Offsets that do not rise from 0 to the number of values, indices out of range or not strictly ascending within a
    /// line, values that are not finite.
    /// </exception>
    public static SparseMatrix FromCompressed(
        SparseLayout layout, int rows, int columns, int[] offsets, int[] indices, double[] values)
    {
        (int lines, int width) = layout == SparseLayout.Rows ? (rows, columns) : (columns, rows);
        Invariant.Require(rows >= 0 && columns >= 0, $"a matrix of {rows} rows and {columns} columns is impossible.");
        Invariant.Require(offsets.Length == lines + 1,
            $"{lines} lines need {lines + 1L} offsets, not {offsets.Length}.");
        Invariant.Require(indices.Length == values.Length, $"{indices.Length} indices for {values.Length} values.");
        Invariant.Require(offsets[0] == 0 && offsets[lines] == values.Length,
            "offsets go from 0 to the number of values.");
        bool zeros = false;
        for (int line = 0; line < lines; line++)
        {
            Invariant.Require(offsets[line] <= offsets[line + 1], $"the offsets of line {line} descend.");
            int previous = -1;
            for (int entry = offsets[line]; entry < offsets[line + 1]; entry++)
            {
                Invariant.Require(
                    indices[entry] > previous && indices[entry] < width,
                    $"index {indices[entry]} after {previous} in line {line} of width {width}.");
                Invariant.Require(double.IsFinite(values[entry]), $"value {values[entry]} in line {line}.");
                previous = indices[entry];
                zeros |= values[entry] == 0;
            }
        }

        SparseMatrix matrix = new(layout, rows, columns, offsets, indices, values);
        return zeros ? matrix.WithoutZeros() : matrix;
    }

    /// <summary>
    /// Takes over a reader's rows, which it has checked: indices ascend within a row, values are finite and not zero.
    /// The arrays may be longer than what is used of them.
    /// </summary>
    internal static SparseMatrix FromReader(int rows, int columns, int[] offsets, int[] indices, double[] values)
    {
        int count = offsets[rows];
        if (indices.Length - count > count / WasteShare)
        {
            (indices, values) = (indices[..count], values[..count]);
        }

        return new SparseMatrix(SparseLayout.Rows, rows, columns, offsets, indices, values);
    }

    /// <summary>A row-layout matrix from row-major dense values; zeros are not stored.</summary>
    public static SparseMatrix FromDense(int rows, int columns, ReadOnlySpan<double> values)
    {
        Invariant.Require(values.Length == (long)rows * columns, $"{values.Length} values for {rows} × {columns}.");
        int[] offsets = new int[rows + 1];
        int[] indices = new int[values.Length];
        for (int entry = 0; entry < values.Length; entry++)
        {
            indices[entry] = entry % columns;
        }

        for (int row = 0; row <= rows; row++)
        {
            offsets[row] = row * columns;
        }

        return FromCompressed(SparseLayout.Rows, rows, columns, offsets, indices, values.ToArray());
    }

    private SparseMatrix WithoutZeros()
    {
        int[] offsets = new int[_offsets.Length];
        int kept = 0;
        int[] indices = new int[_indices.Length];
        double[] values = new double[_values.Length];
        for (int line = 0; line < LineCount; line++)
        {
            for (int entry = _offsets[line]; entry < _offsets[line + 1]; entry++)
            {
                if (_values[entry] != 0)
                {
                    indices[kept] = _indices[entry];
                    values[kept++] = _values[entry];
                }
            }

            offsets[line + 1] = kept;
        }

        return new SparseMatrix(Layout, Rows, Columns, offsets, indices[..kept], values[..kept]);
    }

    /// <summary>
    /// The other layout, by counting: entries of a new line come in ascending order of the old lines.
    /// </summary>
    private SparseMatrix Turn()
    {
        int lines = Layout == SparseLayout.Rows ? Columns : Rows;
        int[] offsets = new int[lines + 1];
        foreach (int index in Indices)
        {
            offsets[index + 1]++;
        }

        for (int line = 0; line < lines; line++)
        {
            offsets[line + 1] += offsets[line];
        }

        int[] next = offsets[..lines];
        int[] indices = GC.AllocateUninitializedArray<int>(NonzeroCount);
        double[] values = GC.AllocateUninitializedArray<double>(NonzeroCount);
        for (int line = 0; line < LineCount; line++)
        {
            for (int entry = _offsets[line]; entry < _offsets[line + 1]; entry++)
            {
                int place = next[_indices[entry]]++;
                indices[place] = line;
                values[place] = _values[entry];
            }
        }

        SparseLayout layout = Layout == SparseLayout.Rows ? SparseLayout.Columns : SparseLayout.Rows;
        return new SparseMatrix(layout, Rows, Columns, offsets, indices, values);
    }
}
