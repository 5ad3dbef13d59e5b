using System.Numerics;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Programs;

/// <summary>All rows of all tables at one clock.</summary>
public sealed class Model
{
    private readonly RowBlock[] _blocks;

    /// <summary>An all-zero model, to be filled from shards' batches.</summary>
    public Model(IReadOnlyList<TableDefinition> tables)
    {
        Tables = tables;
        _blocks = new RowBlock[tables.Count];
        for (int table = 0; table < tables.Count; table++)
        {
            _blocks[table] = RowBlock.Create(tables[table].Shape, tables[table].Rows);
        }
    }

    /// <summary>The tables.</summary>
    public IReadOnlyList<TableDefinition> Tables { get; }

    /// <summary>A dense row.</summary>
    public ReadOnlySpan<T> Dense<T>(TableId table, int row)
        where T : unmanaged, INumber<T> => ((DenseRowBlock<T>)_blocks[table.Index]).Row(row);

    /// <summary>Consecutive dense rows, one after the other.</summary>
    public ReadOnlySpan<T> DenseRange<T>(TableId table, int first, int count)
        where T : unmanaged, INumber<T> => ((DenseRowBlock<T>)_blocks[table.Index]).Rows(first, count);

    /// <summary>A sparse row: its columns, ascending, and their values.</summary>
    public ReadOnlySpan<T> Sparse<T>(TableId table, int row, out ReadOnlySpan<int> columns)
        where T : unmanaged, INumber<T>
    {
        SparseRowBlock<T> block = (SparseRowBlock<T>)_blocks[table.Index];
        columns = block.Columns(row);
        return block.Values(row);
    }

    /// <summary>Overwrites the rows of a batch.</summary>
    public void Put(RowBatch batch)
    {
        for (int index = 0; index < batch.Count;)
        {
            int count = RowPlacement.RunLength(batch.Rows, index);
            _blocks[batch.Table.Index].ApplyRange(
                batch.Rows[index], batch, index, count, RowOperation.Put, ServerRule.Add);
            index += count;
        }
    }

    /// <summary>Appends a row to a batch of its table: how a model is saved, hashed and compared.</summary>
    public void AppendTo(RowBatch batch, int row) => _blocks[batch.Table.Index].AppendTo(batch, row, row);
}
