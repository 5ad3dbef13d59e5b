using System.Runtime.InteropServices;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Testing.Naive;

/// <summary>Models as plain numbers and as bits.</summary>
public static class Models
{
    /// <summary>All entries as doubles: [table][row][column].</summary>
    public static double[][][] ToArrays(Model model) =>
    [
        .. model.Tables.Select(table => Enumerable.Range(0, table.Rows)
            .Select(row => Row(model, table, row)).ToArray()),
    ];

    /// <summary>
    /// The bytes of all values and, of sparse rows, columns: equal if and only if the models are equal to the bit.
    /// </summary>
    public static byte[] ToBytes(Model model)
    {
        List<byte> bytes = [];
        MessagePool pool = new();
        foreach (TableDefinition table in model.Tables)
        {
            RowBatch batch = pool.RentBatch(table.Id, table.Shape);
            for (int row = 0; row < table.Rows; row++)
            {
                model.AppendTo(batch, row);
                if (table.Shape.Kind == RowKind.Sparse)
                {
                    bytes.AddRange(MemoryMarshal.AsBytes(batch.ColumnsOf(row)));
                }
            }

            bytes.AddRange(
                table.Shape.Element == ElementType.Double
                    ? MemoryMarshal.AsBytes(batch.Values<double>())
                    : MemoryMarshal.AsBytes(batch.Values<int>()));
            batch.Release();
        }

        return [.. bytes];
    }

    /// <summary>A row of a batch as doubles, dense.</summary>
    public static double[] Row(RowBatch batch, int index)
    {
        double[] values = batch.Shape.Element switch
        {
            ElementType.Float => Convert(batch.Row<float>(index)),
            ElementType.Double => batch.Row<double>(index).ToArray(),
            _ => Convert(batch.Row<int>(index)),
        };
        if (batch.Shape.Kind == RowKind.Dense)
        {
            return values;
        }

        double[] dense = new double[batch.Shape.Columns];
        for (int entry = 0; entry < values.Length; entry++)
        {
            dense[batch.ColumnsOf(index)[entry]] = values[entry];
        }

        return dense;
    }

    private static double[] Row(Model model, TableDefinition table, int row)
    {
        RowBatch batch = new MessagePool().RentBatch(table.Id, table.Shape);
        model.AppendTo(batch, row);
        return Row(batch, 0);
    }

    private static double[] Convert<T>(ReadOnlySpan<T> values)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        double[] converted = new double[values.Length];
        for (int index = 0; index < values.Length; index++)
        {
            converted[index] = double.CreateTruncating(values[index]);
        }

        return converted;
    }
}
