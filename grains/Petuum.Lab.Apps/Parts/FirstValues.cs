using System.Numerics;
using System.Runtime.InteropServices;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Apps.Parts;

/// <summary>First values of a table that were written down, where the data that they follow from are not.</summary>
internal static class FirstValues
{
    /// <summary>Bytes that <see cref="Save(TableDefinition, StateWriter)"/> writes.</summary>
    public static long BytesOf(TableDefinition table) => sizeof(bool) + (table.Initializer is null
        ? 0
        : sizeof(int) + ((long)table.Rows * table.Shape.Columns * table.Shape.ElementBytes));

    /// <summary>Writes the first values of all rows.</summary>
    public static void Save(TableDefinition table, StateWriter facts)
    {
        facts.Write(table.Initializer is not null);
        switch (table)
        {
            case { Initializer: null }:
                break;
            case { Shape.Element: ElementType.Float }:
                Save(Of<float>(table, table.Initializer), facts);
                break;
            case { Shape.Element: ElementType.Double }:
                Save(Of<double>(table, table.Initializer), facts);
                break;
            default:
                Save(Of<int>(table, table.Initializer), facts);
                break;
        }
    }

    /// <summary>
    /// What <see cref="Save(TableDefinition, StateWriter)"/> wrote of a table of this element type, not copied; null if
    /// it had none.
    /// </summary>
    public static IRowInitializer? Load<T>(StateReader facts)
        where T : unmanaged, INumber<T> => facts.Read<bool>() ? new Rows<T>(facts.ReadBytes()) : null;

    private static void Save<T>(T[] values, StateWriter facts)
        where T : unmanaged => facts.WriteSpan<byte>(MemoryMarshal.AsBytes<T>(values));

    private static T[] Of<T>(TableDefinition table, IRowInitializer first)
        where T : unmanaged, INumber<T>
    {
        T[] values = new T[table.Rows * table.Shape.Columns];
        for (int row = 0; row < table.Rows; row++)
        {
            first.Initialize(row, values.AsSpan(row * table.Shape.Columns, table.Shape.Columns));
        }

        return values;
    }

    private sealed class Rows<TSaved>(ReadOnlyMemory<byte> saved) : IRowInitializer
        where TSaved : unmanaged, INumber<TSaved>
    {
        public void Initialize<T>(int row, Span<T> values)
            where T : unmanaged, INumber<T>
        {
            ReadOnlySpan<TSaved> own =
                MemoryMarshal.Cast<byte, TSaved>(saved.Span).Slice(row * values.Length, values.Length);
            for (int column = 0; column < values.Length; column++)
            {
                values[column] = T.CreateChecked(own[column]);
            }
        }
    }
}
