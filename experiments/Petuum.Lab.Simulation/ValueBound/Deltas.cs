using System.Numerics;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Simulation.ValueBound;

/// <summary>The entries of an increment that are not zero, as numbers.</summary>
internal static class Deltas
{
    /// <summary>Appends the row at <paramref name="index"/> of a batch, columns ascending.</summary>
    public static void Read(RowBatch batch, int index, List<(int Column, double Delta)> entries)
    {
        switch (batch.Shape.Element)
        {
            case ElementType.Float:
                Read<float>(batch, index, entries);
                break;
            case ElementType.Double:
                Read<double>(batch, index, entries);
                break;
            default:
                Read<int>(batch, index, entries);
                break;
        }
    }

    private static void Read<T>(RowBatch batch, int index, List<(int Column, double Delta)> entries)
        where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<T> values = batch.Row<T>(index);
        bool isSparse = batch.Shape.Kind == RowKind.Sparse;
        ReadOnlySpan<int> columns = isSparse ? batch.ColumnsOf(index) : [];
        for (int entry = 0; entry < values.Length; entry++)
        {
            if (values[entry] != T.Zero)
            {
                entries.Add((isSparse ? columns[entry] : entry, double.CreateTruncating(values[entry])));
            }
        }
    }
}
