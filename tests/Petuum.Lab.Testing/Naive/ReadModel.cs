using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Testing.Naive;

/// <summary>
/// Watches a run of integer tables under server rule Add, keeps every update for ever, and recomputes each row that is
/// read
/// from the set of updates that its provenance says it contains; then holds that set against PAPERS A4 and DESIGN §1.
/// Slow and simple: the yardstick for machines and for the fast checkers.
/// </summary>
public sealed class ReadModel(JobPlan plan) : IRunObserver
{
    private readonly MessagePool _pool = new();
    private readonly List<Entry>[] _applied = Lists<Entry>(plan.Shards);
    private readonly List<Entry>[,] _created = new List<Entry>[plan.Workers + 1, plan.Shards];
    private readonly List<(TableId Table, int Row, double[] Delta)>[] _unsent =
        Lists<(TableId Table, int Row, double[] Delta)>(plan.Workers + 1);

    private readonly int[] _completed = new int[plan.Writers];
    private readonly Dictionary<(int Reader, TableId Table, int Row), long> _lastVersions = [];

    /// <summary>Rows checked.</summary>
    public long Reads { get; private set; }

    /// <summary>Updates applied.</summary>
    public long Updates { get; private set; }

    /// <summary>Largest c − 1 − (newest complete round) of a read: how stale reads really were.</summary>
    public int LagMax { get; private set; }

    /// <inheritdoc/>
    public void On(in RunEvent happened)
    {
        int source = IndexOf(happened.Source);
        switch (happened.Kind)
        {
            case RunEventKind.RoundStarted:
                CheckStart(happened.Source, happened.Clock);
                break;
            case RunEventKind.ComputeEnded when happened.Payload is PushOutput output:
                Commit(source, output);
                break;
            case RunEventKind.Pulled:
                Commit(source, (PullOutput)happened.Payload!);
                break;
            case RunEventKind.UpdateCreated:
                Create(source, (Update)happened.Payload!);
                break;
            case RunEventKind.UpdateApplied:
                Apply(happened.Source.Index, (Update)happened.Payload!, happened.Amount);
                break;
            case RunEventKind.RowsRead:
                RowView view = (RowView)happened.Payload!;
                for (int index = 0; index < view.Count; index++)
                {
                    Check(happened.Source, happened.Clock, view, index);
                }

                break;
            default:
                break;
        }
    }

    private static List<T>[] Lists<T>(int count) => [.. Enumerable.Range(0, count).Select(_ => new List<T>())];

    private int IndexOf(Endpoint machine) => machine.Role == Role.Worker ? machine.Index : plan.Workers;

    private List<Entry> Created(int writer, int shard) => _created[writer, shard] ??= [];

    private void CheckStart(Endpoint worker, int clock)
    {
        if (plan.StartStaleness is { } staleness)
        {
            Invariant.Require(
                _completed.Min() >= clock - staleness,
                $"{worker} starts round {clock} while the slowest has completed {_completed.Min()}, s = {staleness}.");
        }
    }

    private void Commit(int writer, ChangeOutput output)
    {
        foreach (TableDefinition table in plan.Program.Tables)
        {
            RowSet increments = output.IncrementsOf(table.Id);
            RowBatch batch = _pool.RentBatch(table.Id, table.Shape);
            for (int slot = 0; slot < increments.Count; slot++)
            {
                increments.Block.AppendTo(batch, increments.Rows[slot], slot);
                _unsent[writer].Add((table.Id, increments.Rows[slot], Models.Row(batch, slot)));
            }

            batch.Release();
        }
    }

    private void Create(int writer, Update update)
    {
        Entry entry = new(writer, update.Sequence, update.Clock, ToChanges(update));
        Created(writer, update.To.Index).Add(entry);
        foreach ((TableId table, int row, _) in entry.Changes)
        {
            _unsent[writer].RemoveAll(change => change.Table == table && change.Row == row);
        }

        if (update.EndsClock && update.To.Index == plan.Shards - 1)
        {
            _completed[writer] = update.Clock + 1;
        }
    }

    private void Apply(int shard, Update update, long version)
    {
        int writer = IndexOf(update.From);
        int before = _applied[shard].Count(entry => entry.Writer == writer);
        Entry created = Created(writer, shard)[before];
        Invariant.Require(created.Sequence == update.Sequence, $"{update.From}'s updates were applied out of order.");
        _applied[shard].Add(created);
        Updates++;
        Invariant.Require(
            version == _applied[shard].Count, $"version {version} after {_applied[shard].Count} updates.");
    }

    private List<(TableId Table, int Row, double[] Delta)> ToChanges(Update update)
    {
        List<(TableId Table, int Row, double[] Delta)> changes = [];
        foreach (RowChange change in update.Changes)
        {
            for (int index = 0; index < change.Batch.Count; index++)
            {
                changes.Add((change.Batch.Table, change.Batch.Rows[index], Models.Row(change.Batch, index)));
            }
        }

        return changes;
    }

    private void Check(Endpoint reader, int clock, RowView view, int index)
    {
        Reads++;
        (TableId table, int row) = view.Read(index);
        Provenance provenance = view.ProvenanceOf(index);
        TableDefinition definition = plan.Program.Tables[table.Index];
        Invariant.Require(provenance.Shard == definition.ShardOf(row, plan.Shards), "a row of another shard.");
        int self = IndexOf(reader);
        IEnumerable<Entry> contained = _applied[provenance.Shard].Take((int)provenance.Version);
        IEnumerable<Entry> own = Created(self, provenance.Shard).Skip((int)provenance.OwnUpdates);
        double[] expected = new double[definition.Shape.Columns];
        Add(expected, contained.Concat(own).SelectMany(entry => entry.Changes), table, row);
        Add(expected, _unsent[self], table, row);
        RowBatch batch = _pool.RentBatch(table, definition.Shape);
        view.CopyTo(batch, index);
        double[] seen = Models.Row(batch, 0);
        batch.Release();
        Invariant.Require(
            seen.AsSpan().SequenceEqual(expected),
            $"{reader} in round {clock} read [{string.Join(' ', seen)}] in row {row} of {table}, "
            + $"expected [{string.Join(' ', expected)}] from {provenance}.");
        Invariant.Require(
            contained.Count(entry => entry.Writer == self) == provenance.OwnUpdates, "own updates are miscounted.");
        CheckWindow(reader, clock, table, row, provenance);
        long last = _lastVersions.GetValueOrDefault((self, table, row));
        Invariant.Require(provenance.Version >= last, $"{reader} read version {provenance.Version} after {last}.");
        _lastVersions[(self, table, row)] = provenance.Version;
    }

    private void CheckWindow(Endpoint reader, int clock, TableId table, int row, Provenance provenance)
    {
        List<Entry> applied = _applied[provenance.Shard];
        if (plan.Consistency[table.Index].Staleness is { } staleness)
        {
            int needed = clock - staleness;
            int missing = applied.Skip((int)provenance.Version)
                .Count(entry => entry.Clock < needed && entry.Changes.Exists(c => c.Table == table && c.Row == row));
            int waiting = Enumerable.Range(0, plan.Writers).Sum(
                writer => Created(writer, provenance.Shard).Count(entry => entry.Clock < needed));
            int arrived = applied.Count(entry => entry.Clock < needed);
            bool provenComplete = provenance.Clock >= needed;
            Invariant.Require(
                provenComplete && waiting == arrived && _completed.Min() >= needed,
                $"{reader} in round {clock} read {table} with {provenance}: needs all below {needed}, "
                + $"{waiting - arrived} are under way.");
            Invariant.Require(
                missing == 0, $"{reader} in round {clock}: the copy lacks {missing} updates below {needed}.");
        }

        if (plan.StartStaleness is { } bound)
        {
            int completed = _completed[IndexOf(reader)];
            int newest = plan.Apply == ApplyMode.Clocked ? completed - 1 : completed + bound;
            int seen = applied.Take((int)provenance.Version).Select(entry => entry.Clock).DefaultIfEmpty(-1).Max();
            Invariant.Require(
                seen <= newest, $"{reader} in round {clock} read round {seen}, at most {newest} allowed.");
        }

        LagMax = Math.Max(LagMax, clock - provenance.Clock);
    }

    private static void Add(
        double[] sum, IEnumerable<(TableId Table, int Row, double[] Delta)> changes, TableId table, int row)
    {
        foreach ((TableId changed, int changedRow, double[] delta) in changes)
        {
            for (int column = 0; column < (changed == table && changedRow == row ? sum.Length : 0); column++)
            {
                sum[column] += delta[column];
            }
        }
    }

    private sealed record Entry(
        int Writer, long Sequence, int Clock, List<(TableId Table, int Row, double[] Delta)> Changes);
}
