using Petuum.Lab.Core;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Testing;

/// <summary>Calls a program's methods with plain tables: no machines, no messages, no time.</summary>
public sealed class ProgramProbe
{
    private readonly IReadOnlyList<TableDefinition> _tables;
    private readonly RowCache[] _rows;
    private readonly ChangeSet[] _changes;

    /// <summary>Tables at their first values.</summary>
    public ProgramProbe(IReadOnlyList<TableDefinition> tables)
    {
        _tables = tables;
        _changes = ChangeSet.ForAll(tables);
        _rows = [.. tables.Select(table => new RowCache(table))];
        foreach (RowCache cache in _rows)
        {
            for (int row = 0; row < cache.Rows.Table.Rows; row++)
            {
                int slot = cache.FindOrReserve(row);
                if (cache.Rows.Table.Initializer is { } initializer)
                {
                    cache.Rows.Block.Initialize(slot, row, initializer);
                }
            }
        }
    }

    /// <summary>The rows that the last call declared.</summary>
    public IReadOnlyList<(TableId Table, int Row)> Declared { get; private set; } = [];

    /// <summary>The tables as a model.</summary>
    public Model ToModel()
    {
        Model model = new(_tables);
        MessagePool pool = new();
        foreach (RowCache cache in _rows)
        {
            RowBatch batch = pool.RentBatch(cache.Rows.Table.Id, cache.Rows.Table.Shape);
            for (int row = 0; row < cache.Rows.Count; row++)
            {
                cache.Rows.Block.AppendTo(batch, row, row);
            }

            model.Put(batch);
            batch.Release();
        }

        return model;
    }

    /// <summary>Runs one unit: declares, reads, pushes, and adds the increments to the tables.</summary>
    public PushOutput Push(IWorkerProgram program, in WorkUnit unit)
    {
        ReadSet reads = new();
        program.DeclareReads(unit, reads);
        PushOutput output = new(_changes);
        program.Push(unit, View(reads), output);
        Commit();
        return output;
    }

    /// <summary>Runs a schedule.</summary>
    public ScheduleOutput Schedule(IScheduleProgram program, int round)
    {
        ReadSet reads = new();
        program.DeclareReads(round, reads);
        ScheduleOutput output = new();
        output.Open(round);
        program.Schedule(round, View(reads), output);
        return output;
    }

    /// <summary>Runs the pull of a unit from the workers' results, and commits its changes.</summary>
    public PullOutput Pull(IScheduleProgram program, in WorkUnit unit, IEnumerable<IReadOnlyList<double>> results)
    {
        ReadSet reads = new();
        program.DeclareReads(unit.Round, reads);
        PushResults pushed = new();
        foreach (IReadOnlyList<double> result in results)
        {
            pushed.Add(result.ToArray());
        }

        PullOutput output = new(_changes);
        program.Pull(unit, pushed, View(reads), output);
        Commit();
        return output;
    }

    private RowView View(ReadSet reads)
    {
        List<int> slots = [];
        List<(TableId Table, int Row)> declared = [];
        for (int index = 0; index < reads.Count; index++)
        {
            declared.Add(reads[index]);
            slots.Add(reads[index].Row);
        }

        Declared = declared;
        return new RowView(_rows, reads, slots);
    }

    private void Commit()
    {
        for (int table = 0; table < _changes.Length; table++)
        {
            RowBlock target = _rows[table].Rows.Block;
            for (int slot = 0; slot < _changes[table].Increments.Count; slot++)
            {
                RowSet increments = _changes[table].Increments;
                target.Add(increments.Rows[slot], increments.Block, slot, _tables[table].Rule);
            }

            for (int slot = 0; slot < _changes[table].Puts.Count; slot++)
            {
                target.Put(_changes[table].Puts.Rows[slot], _changes[table].Puts.Block, slot);
            }

            _changes[table].Clear();
        }
    }
}
