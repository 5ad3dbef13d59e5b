using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Testing.Naive;

/// <summary>
/// A data-parallel program executed bulk-synchronously in plain loops: no messages, no shards, no clocks. What
/// staleness 0
/// with Clocked must equal to the bit.
/// </summary>
public static class SequentialBsp
{
    /// <summary>The model after the plan's last clock.</summary>
    public static Model Run(JobPlan plan)
    {
        RowSet[] state = [.. plan.Program.Tables.Select(Fill)];
        IWorkerProgram[] programs =
        [
            .. Enumerable.Range(0, plan.Workers)
                .Select(worker => plan.Program.CreateWorker(new WorkerId(worker), plan.Workers, plan.Seed)),
        ];
        for (int round = 0; round < plan.Stop.MaxClocks; round++)
        {
            ChangeSet[][] changes = [.. programs.Select(program => RunRound(plan, program, round, state))];
            foreach (ChangeSet[] ofWorker in changes)
            {
                Apply(ofWorker, state);
            }
        }

        return ToModel(plan, state);
    }

    private static RowSet Fill(TableDefinition table)
    {
        RowSet rows = new(table);
        for (int row = 0; row < table.Rows; row++)
        {
            int slot = rows.FindOrAdd(row);
            if (table.Initializer is { } initializer)
            {
                rows.Block.Initialize(slot, row, initializer);
            }
        }

        return rows;
    }

    /// <summary>
    /// A worker's round: units see the state of the round's beginning and what earlier units of it changed.
    /// </summary>
    private static ChangeSet[] RunRound(JobPlan plan, IWorkerProgram program, int round, RowSet[] state)
    {
        ChangeSet[] pending = ChangeSet.ForAll(plan.Program.Tables);
        ChangeSet[] unit = ChangeSet.ForAll(plan.Program.Tables);
        RowCache[] seen = [.. plan.Program.Tables.Select(table => new RowCache(table))];
        ReadSet reads = new();
        List<int> slots = [];
        PushOutput output = new(unit);
        for (int index = 0; index < plan.UnitsPerRound; index++)
        {
            reads.Clear();
            slots.Clear();
            output.Clear();
            WorkUnit work = new(round, index, ReadOnlyMemory<int>.Empty);
            program.DeclareReads(work, reads);
            for (int read = 0; read < reads.Count; read++)
            {
                (TableId table, int row) = reads[read];
                slots.Add(Look(seen[table.Index], row, state[table.Index], pending[table.Index]));
            }

            program.Push(work, new RowView(seen, reads, slots), output);
            Commit(plan, unit, pending, seen);
        }

        return pending;
    }

    private static int Look(RowCache seen, int row, RowSet state, ChangeSet pending)
    {
        if (seen.Rows.TryFind(row, out int known))
        {
            return known;
        }

        int slot = seen.FindOrReserve(row);
        seen.Rows.Block.Put(slot, state.Block, row);
        if (pending.Increments.TryFind(row, out int delta))
        {
            seen.Rows.Block.Add(slot, pending.Increments.Block, delta, state.Table.Rule);
        }

        return slot;
    }

    private static void Commit(JobPlan plan, ChangeSet[] unit, ChangeSet[] pending, RowCache[] seen)
    {
        foreach (TableDefinition table in plan.Program.Tables)
        {
            RowSet increments = unit[table.Id.Index].Increments;
            RowCache cache = seen[table.Id.Index];
            for (int slot = 0; slot < increments.Count; slot++)
            {
                if (cache.Rows.TryFind(increments.Rows[slot], out int at))
                {
                    cache.Rows.Block.Add(at, increments.Block, slot, table.Rule);
                }
            }

            pending[table.Id.Index].Absorb(unit[table.Id.Index]);
            unit[table.Id.Index].Clear();
        }
    }

    private static void Apply(ChangeSet[] changes, RowSet[] state)
    {
        for (int table = 0; table < changes.Length; table++)
        {
            RowSet increments = changes[table].Increments;
            for (int slot = 0; slot < increments.Count; slot++)
            {
                state[table].Block.Add(
                    increments.Rows[slot], increments.Block, slot, state[table].Table.Rule);
            }
        }
    }

    private static Model ToModel(JobPlan plan, RowSet[] state)
    {
        Model model = new(plan.Program.Tables);
        Core.Messages.MessagePool pool = new();
        foreach (TableDefinition table in plan.Program.Tables)
        {
            RowBatch batch = pool.RentBatch(table.Id, table.Shape);
            for (int row = 0; row < table.Rows; row++)
            {
                state[table.Id.Index].Block.AppendTo(batch, row, row);
            }

            model.Put(batch);
            batch.Release();
        }

        return model;
    }
}
