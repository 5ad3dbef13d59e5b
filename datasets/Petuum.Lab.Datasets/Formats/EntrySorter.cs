namespace Petuum.Lab.Datasets.Formats;

/// <summary>Entries in any order → compressed rows.</summary>
internal static class EntrySorter
{
    /// <summary>False, with the place, when two entries stand at the same place.</summary>
    public static bool TryCompress(
        int rows, int columns, ReadOnlySpan<int> row, ReadOnlySpan<int> column, ReadOnlySpan<double> value,
        out SparseMatrix matrix, out (int Row, int Column) twice)
    {
        int[] offsets = new int[rows + 1];
        foreach (int r in row)
        {
            offsets[r + 1]++;
        }

        for (int r = 0; r < rows; r++)
        {
            offsets[r + 1] += offsets[r];
        }

        int[] next = offsets[..rows];
        int[] indices = new int[value.Length];
        double[] values = new double[value.Length];
        for (int n = 0; n < value.Length; n++)
        {
            int place = next[row[n]]++;
            indices[place] = column[n];
            values[place] = value[n];
        }

        matrix = null!;
        for (int r = 0; r < rows; r++)
        {
            Span<int> line = indices.AsSpan(offsets[r]..offsets[r + 1]);
            line.Sort(values.AsSpan(offsets[r]..offsets[r + 1]));
            for (int k = 1; k < line.Length; k++)
            {
                if (line[k - 1] == line[k])
                {
                    twice = (r, line[k]);
                    return false;
                }
            }
        }

        twice = default;
        matrix = SparseMatrix.FromCompressed(SparseLayout.Rows, rows, columns, offsets, indices, values);
        return true;
    }
}
