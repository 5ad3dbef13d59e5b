using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Machines;

/// <summary>A shard's tables whose rule is <see cref="ServerRule.AdaRevision"/>; there may be none.</summary>
internal sealed class RevisedTables
{
    private readonly RowBlock[] _blocks;
    private readonly RowPlacement[] _placements;
    private readonly RevisedRows?[] _tables;

    public RevisedTables(JobPlan plan, ShardId self, RowBlock[] blocks, RowPlacement[] placements)
    {
        (_blocks, _placements) = (blocks, placements);
        _tables = [.. plan.Program.Tables.Select(table => table.IsRevised
            ? new RevisedRows(
                table, table.RowsOn(self.Index, plan.Shards), plan.Consistency[table.Id.Index].Staleness ?? 0)
            : null)];
    }

    /// <summary>Makes steps of the gradients of consecutive rows; false if changes to their table are none.</summary>
    public bool TryRevise(int slot, in RowChange change, int index, int count, int clock)
    {
        if (_tables[change.Batch.Table.Index] is not { } table)
        {
            return false;
        }

        Invariant.Require(change.Operation == RowOperation.Increment, "rows that their shard makes steps of were put.");
        DenseRowBlock<float> block = (DenseRowBlock<float>)_blocks[change.Batch.Table.Index];
        for (int offset = 0; offset < count; offset++)
        {
            ReadOnlySpan<float> gradient = change.Batch.DenseRows<float>(index + offset, 1);
            table.Apply(slot + offset, block.Row(slot + offset), gradient, clock);
        }

        return true;
    }

    /// <summary>Copies of rows are on their way to a reader.</summary>
    public void NoteSent(RowsMessage rows)
    {
        foreach (RowBatch batch in rows.Batches)
        {
            if (_tables[batch.Table.Index] is { } table)
            {
                foreach (int row in batch.Rows)
                {
                    table.NoteSent(_placements[batch.Table.Index].SlotOf(row));
                }
            }
        }
    }

    /// <summary>All gradients of rounds below a clock are applied.</summary>
    public void Forget(int clock)
    {
        foreach (RevisedRows? table in _tables)
        {
            table?.Forget(clock);
        }
    }

    /// <summary>Bytes that <see cref="Save"/> writes of a row of a table; 0 if nothing is kept beside it.</summary>
    public int BytesBeside(int table) => _tables[table]?.StateBytes ?? 0;

    /// <summary>Writes what is kept beside rows.</summary>
    public void Save(StateWriter state, RowRange rows) => _tables[rows.Table]?.Save(state, rows.Slot, rows.Count);

    /// <summary>Restores it.</summary>
    /// <exception cref="InvariantException">The state is too short.</exception>
    public void Load(StateReader state, RowRange rows) => _tables[rows.Table]?.Load(state, rows.Slot, rows.Count);
}
