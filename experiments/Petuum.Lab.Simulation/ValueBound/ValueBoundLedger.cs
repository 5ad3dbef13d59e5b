using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Simulation.ValueBound;

/// <summary>
/// The global knowledge of VAP(v0) (PAPERS A4, C4): which increments are in transit, that is committed but not yet
/// applied
/// by their shard and received by every other reader that holds the row. A worker may commit in round t − 1 while, in
/// every coordinate and for
/// either sign, what is in transit and its own part stay within v0/√t. Signs are added up apart, so the bound holds for
/// the sum
/// that any one worker has not seen, whatever subset that is.
/// <para>
/// An increment that has a coordinate and sign to itself may always pass, or the run would be stuck on the first one
/// larger than v0/√t:
/// the bound kept is max(v0/√t, largest single increment), and <see cref="Overruns"/> counts such commits.
/// </para>
/// </summary>
public sealed class ValueBoundLedger : IValueGate, IRunObserver
{
    private readonly JobPlan _plan;
    private readonly RowTransit?[]?[] _tables;
    private readonly List<(int Column, double Delta)> _entries = [];
    private readonly MessagePool _pool = new();

    /// <summary>A ledger of one run; it must see every event of it.</summary>
    public ValueBoundLedger(JobPlan plan)
    {
        _plan = plan;
        _tables =
        [
            .. plan.Program.Tables.Select(
                table => plan.Consistency[table.Id.Index].BoundsValues ? new RowTransit?[table.Rows] : null),
        ];
    }

    /// <summary>Commits that were larger than the bound by themselves.</summary>
    public long Overruns { get; private set; }

    /// <summary>Commits that had to wait, counted each time they were refused.</summary>
    public long Refusals { get; private set; }

    /// <summary>
    /// Increments of rows that have left transit: when it grows, a refused commit may have become possible.
    /// </summary>
    public long Departures { get; private set; }

    /// <inheritdoc/>
    public bool MayCommit(WorkerId worker, int clock, IReadOnlyList<RowSet> increments)
    {
        bool isOverrun = false;
        foreach (RowSet changes in increments)
        {
            if (_tables[changes.Table.Id.Index] is not null && !Fits(changes, clock, ref isOverrun))
            {
                Refusals++;
                return false;
            }
        }

        Overruns += isOverrun ? 1 : 0;
        return true;
    }

    /// <inheritdoc/>
    public void On(in RunEvent happened)
    {
        switch (happened.Kind)
        {
            case RunEventKind.UpdateCreated:
                Commit(WriterOf(happened.Source), (Update)happened.Payload!);
                break;
            case RunEventKind.UpdateApplied:
                Apply(WriterOf(happened.Peer), (Update)happened.Payload!, happened.Amount);
                break;
            case RunEventKind.RowsSent:
                AddHolders(WriterOf(happened.Peer), (RowsMessage)happened.Payload!);
                break;
            case RunEventKind.RowsReceived:
                See(WriterOf(happened.Source), (RowsMessage)happened.Payload!);
                break;
            default:
                break;
        }
    }

    private int WriterOf(Endpoint machine) => machine.Role == Role.Worker ? machine.Index : _plan.Workers;

    private bool Fits(RowSet changes, int clock, ref bool isOverrun)
    {
        double bound = _plan.Consistency[changes.Table.Id.Index].ValueBound(clock)!.Value;
        RowTransit?[] rows = _tables[changes.Table.Id.Index]!;
        RowBatch batch = _pool.RentBatch(changes.Table.Id, changes.Table.Shape);
        bool fits = true;
        for (int slot = 0; slot < changes.Count && fits; slot++)
        {
            _entries.Clear();
            changes.Block.AppendTo(batch, changes.Rows[slot], slot);
            Deltas.Read(batch, slot, _entries);
            foreach ((int column, double delta) in _entries)
            {
                double inTransit = rows[changes.Rows[slot]]?.SumLike(column, delta) ?? 0;
                fits &= inTransit == 0 || inTransit + Math.Abs(delta) <= bound;
                isOverrun |= Math.Abs(delta) > bound;
            }
        }

        batch.Release();
        return fits;
    }

    private void Commit(int writer, Update update)
    {
        foreach (RowChange change in update.Changes)
        {
            for (int index = 0; IsBounded(change) && index < change.Batch.Count; index++)
            {
                _entries.Clear();
                Deltas.Read(change.Batch, index, _entries);
                RowOf(change.Batch, index).Commit(writer, [.. _entries]);
            }
        }
    }

    private void Apply(int writer, Update update, long version)
    {
        foreach (RowChange change in update.Changes)
        {
            for (int index = 0; IsBounded(change) && index < change.Batch.Count; index++)
            {
                Departures += RowOf(change.Batch, index).Apply(writer, version) ? 1 : 0;
            }
        }
    }

    private void AddHolders(int reader, RowsMessage rows)
    {
        foreach (RowBatch batch in rows.Batches)
        {
            for (int index = 0; _tables[batch.Table.Index] is not null && index < batch.Count; index++)
            {
                RowOf(batch, index).AddHolder(reader);
            }
        }
    }

    private void See(int reader, RowsMessage rows)
    {
        foreach (RowBatch batch in rows.Batches)
        {
            for (int index = 0; _tables[batch.Table.Index] is not null && index < batch.Count; index++)
            {
                Departures += RowOf(batch, index).See(reader, rows.Version) ? 1 : 0;
            }
        }
    }

    private bool IsBounded(in RowChange change) =>
        change.Operation == RowOperation.Increment && _tables[change.Batch.Table.Index] is not null;

    private RowTransit RowOf(RowBatch batch, int index) =>
        _tables[batch.Table.Index]![batch.Rows[index]] ??= new RowTransit();
}
