using System.Numerics;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Testing.Naive;

/// <summary>Plain numbers into batches.</summary>
public static class BatchWriter
{
    /// <summary>Appends a row; of a sparse one, the entries that are not zero.</summary>
    public static void Append(RowBatch batch, int row, double[] values)
    {
        switch (batch.Shape.Element)
        {
            case ElementType.Float:
                Append(batch, row, Array.ConvertAll(values, value => (float)value));
                break;
            case ElementType.Double:
                Append<double>(batch, row, values);
                break;
            default:
                Append(batch, row, Array.ConvertAll(values, value => (int)value));
                break;
        }
    }

    private static void Append<T>(RowBatch batch, int row, T[] values)
        where T : unmanaged, INumber<T>
    {
        if (batch.Shape.Kind == RowKind.Dense)
        {
            values.CopyTo(batch.Append<T>(row, values.Length, out _));
            return;
        }

        int[] columns = [.. Enumerable.Range(0, values.Length).Where(column => values[column] != T.Zero)];
        Span<T> entries = batch.Append<T>(row, columns.Length, out Span<int> target);
        for (int entry = 0; entry < columns.Length; entry++)
        {
            (target[entry], entries[entry]) = (columns[entry], values[columns[entry]]);
        }
    }
}
