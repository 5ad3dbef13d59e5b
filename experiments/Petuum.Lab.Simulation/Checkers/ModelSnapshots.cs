using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Simulation.Checkers;

/// <summary>
/// A checker's tables as they were when shards' clocks reached clocks that are evaluated, until a later one was.
/// </summary>
internal sealed class ModelSnapshots(JobPlan plan, RowStore[] replicas)
{
    private readonly List<Snapshot> _snapshots = [];
    private readonly Stack<Snapshot> _spare = new();

    /// <summary>All shards are at clock 0.</summary>
    public void TakeAll()
    {
        for (int shard = 0; shard < plan.Shards; shard++)
        {
            Take(shard, 0);
        }
    }

    /// <summary>
    /// A shard's clock has reached <paramref name="clock"/>; its rows are copied if the model of it is evaluated.
    /// </summary>
    public void Take(int shard, int clock)
    {
        if (clock % plan.EvaluateEvery != 0 && clock != plan.Stop.MaxClocks)
        {
            return;
        }

        Snapshot snapshot = Find(clock) ?? Open(clock);
        for (int table = 0; table < replicas.Length; table++)
        {
            TableDefinition definition = plan.Program.Tables[table];
            for (int slot = 0; slot < definition.RowsOn(shard, plan.Shards); slot++)
            {
                int row = definition.RowAt(shard, slot, plan.Shards);
                snapshot.Tables[table].Apply(row, replicas[table], row, RowOperation.Put, ServerRule.Add);
            }
        }

        snapshot.Shards++;
    }

    /// <summary>The model of a clock was evaluated: nobody asks about earlier ones.</summary>
    public void ForgetBefore(int clock)
    {
        while (_snapshots.Count > 0 && _snapshots[0].Clock < clock)
        {
            _spare.Push(_snapshots[0]);
            _snapshots.RemoveAt(0);
        }
    }

    /// <summary>The first row of a model that is not as it was; null if there is none.</summary>
    public string? Difference(Model model, int clock)
    {
        if (Find(clock) is not { } snapshot || snapshot.Shards != plan.Shards)
        {
            return $"not all shards have reached clock {clock}";
        }

        MessagePool pool = new();
        foreach (TableDefinition table in plan.Program.Tables)
        {
            RowBatch batch = pool.RentBatch(table.Id, table.Shape);
            for (int row = 0; row < table.Rows; row++)
            {
                model.AppendTo(batch, row);
                if (!snapshot.Tables[table.Id.Index].Equals(row, batch, row))
                {
                    return $"row {row} of table '{table.Name}': "
                        + $"{snapshot.Tables[table.Id.Index].Difference(row, batch, row)}";
                }
            }
        }

        return null;
    }

    private Snapshot? Find(int clock) => _snapshots.Find(snapshot => snapshot.Clock == clock);

    private Snapshot Open(int clock)
    {
        Snapshot opened = _spare.TryPop(out Snapshot? spare)
            ? spare
            : new Snapshot { Tables = [.. plan.Program.Tables.Select(Empty)] };
        (opened.Clock, opened.Shards) = (clock, 0);
        _snapshots.Add(opened);
        return opened;
    }

    private static RowStore Empty(TableDefinition table)
    {
        RowStore store = RowStore.Create(table.Shape);
        store.Reserve(table.Rows);
        return store;
    }

    private sealed class Snapshot
    {
        public required RowStore[] Tables { get; init; }

        public int Clock { get; set; }

        public int Shards { get; set; }
    }
}
