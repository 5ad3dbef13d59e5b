using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Simulation.Checkers;

/// <summary>
/// What one worker, or the scheduler, must hold: every copy it received, with its own later changes on top.
/// </summary>
internal sealed class ReaderMirror
{
    private readonly JobPlan _plan;
    private readonly TableMirror[] _tables;
    private readonly SentChanges?[] _sent;
    private readonly SentChanges.Spares _spares;

    public ReaderMirror(JobPlan plan, SentChanges.Spares spares)
    {
        (_plan, _spares) = (plan, spares);
        _tables = [.. plan.Program.Tables.Select(table => new TableMirror(table))];
        _sent = new SentChanges?[plan.Shards];
    }

    /// <summary>A unit's or a pull's changes are committed: increments, then puts.</summary>
    public void Commit(ChangeOutput output)
    {
        foreach (TableMirror table in _tables)
        {
            table.Commit(output.IncrementsOf(table.Definition.Id), RowOperation.Increment);
            table.Commit(output.PutsOf(table.Definition.Id), RowOperation.Put);
        }
    }

    /// <summary>Committed changes are sent; says so if they are not what was committed.</summary>
    public (TableId Table, int Row, string What)? Send(Update update)
    {
        foreach (RowChange change in update.Changes)
        {
            TableMirror table = _tables[change.Batch.Table.Index];
            ReadOnlySpan<int> rows = change.Batch.Rows;
            for (int index = 0; index < rows.Length; index++)
            {
                if (table.TakePending(change, index) is { } problem)
                {
                    return (change.Batch.Table, rows[index], problem);
                }
            }
        }

        SentOf(update.To.Index).Add(update, _spares);
        return null;
    }

    /// <summary>A shard applied one more of our updates.</summary>
    public void NoteApplied(int shard) => SentOf(shard).NoteApplied(_spares);

    /// <summary>A shard sent us rows.</summary>
    public void NoteSent(int shard) => SentOf(shard).NoteUnderWay();

    /// <summary>
    /// Rows have come: they replace what was held, and own changes that they do not contain go on top.
    /// </summary>
    public void Receive(RowsMessage rows)
    {
        SentChanges sent = SentOf(rows.From.Index);
        sent.NoteReceived(rows.OwnUpdates, _spares);
        foreach (RowBatch batch in rows.Batches)
        {
            TableMirror table = _tables[batch.Table.Index];
            for (int index = 0; index < batch.Count; index++)
            {
                table.Receive(batch, index, rows.Version, sent);
            }
        }
    }

    /// <summary>How a row that is read differs from what it must be; null if it does not.</summary>
    public string? Difference(RowView view, int index) => _tables[view.Read(index).Table.Index].Difference(view, index);

    private SentChanges SentOf(int shard) => _sent[shard] ??= new SentChanges(_plan.Program.Tables);
}
