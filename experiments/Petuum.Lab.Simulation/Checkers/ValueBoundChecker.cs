using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Simulation.ValueBound;

namespace Petuum.Lab.Simulation.Checkers;

/// <summary>
/// PAPERS A4, VAP: when a worker commits in round t − 1, it moves no other reader further than v0/√t from what was
/// committed: in every
/// coordinate, towards the side it moved, Σ of updates that the reader has not seen ≤ max(v0/√t, the largest single one
/// of them). (To
/// the other side the reader may lack what was committed in earlier rounds, under their larger bounds.)
/// </summary>
public sealed class ValueBoundChecker : Checker
{
    private readonly Dictionary<(int Table, int Row), RowLog> _rows = [];

    /// <summary>A checker of one run.</summary>
    public ValueBoundChecker(JobPlan plan)
        : base(plan)
    {
    }

    /// <inheritdoc/>
    public override string Name => "value bound";

    /// <inheritdoc/>
    public override void On(in RunEvent happened)
    {
        switch (happened.Kind)
        {
            case RunEventKind.UpdateCreated:
                Create(happened, (Update)happened.Payload!);
                break;
            case RunEventKind.UpdateApplied:
                Apply(WriterOf(happened.Peer), (Update)happened.Payload!, happened.Amount);
                break;
            case RunEventKind.RowsSent:
                See(WriterOf(happened.Peer), (RowsMessage)happened.Payload!, isFirst: true);
                break;
            case RunEventKind.RowsReceived:
                See(WriterOf(happened.Source), (RowsMessage)happened.Payload!, isFirst: false);
                break;
            default:
                break;
        }
    }

    internal override bool Wants(RunEventKind kind) => kind is RunEventKind.UpdateCreated or RunEventKind.UpdateApplied
        or RunEventKind.RowsSent or RunEventKind.RowsReceived;

    private void Create(in RunEvent happened, Update update)
    {
        int writer = WriterOf(happened.Source);
        foreach (RowChange change in update.Changes)
        {
            double? bound = Plan.Consistency[change.Batch.Table.Index].ValueBound(update.Clock);
            for (int index = 0; bound is not null && index < change.Batch.Count; index++)
            {
                List<(int Column, double Delta)> entries = [];
                Deltas.Read(change.Batch, index, entries);
                RowLog row = RowOf(change.Batch, index);
                row.Changes.Add(new Change(writer, entries));
                foreach ((int column, double delta) in entries)
                {
                    Check(happened, change.Batch, index, row, (column, Math.Sign(delta)), bound.Value);
                }
            }
        }
    }

    private void Check(
        in RunEvent happened, RowBatch batch, int index, RowLog row, (int Column, int Side) moved, double bound)
    {
        int writer = WriterOf(happened.Source);
        foreach ((int reader, long seen) in row.Readers)
        {
            if (reader == writer)
            {
                continue;
            }

            double sum = 0;
            double largest = 0;
            foreach (Change change in row.Changes)
            {
                double delta = change.Entries.Find(entry => entry.Column == moved.Column).Delta;
                bool isUnseen = change.Writer != reader && (change.Version == 0 || change.Version > seen);
                sum += isUnseen ? delta : 0;
                largest = isUnseen ? Math.Max(largest, Math.Abs(delta)) : largest;
            }

            double allowed = Math.Max(bound, largest) * (1 + 1e-9);
            Checks++;
            if (sum * moved.Side > allowed)
            {
                Fail(
                    happened,
                    $"{happened.Source} committed in round {happened.Clock} {NameOf(batch.Table, batch.Rows[index])}, "
                    + $"column {moved.Column}: worker {reader} has not seen {sum:R}, at most {allowed:R} is allowed.");
            }
        }
    }

    private void Apply(int writer, Update update, long version)
    {
        foreach (RowChange change in update.Changes)
        {
            bool isBounded = Plan.Consistency[change.Batch.Table.Index].BoundsValues;
            for (int index = 0; isBounded && index < change.Batch.Count; index++)
            {
                RowLog row = RowOf(change.Batch, index);
                row.Changes.Find(known => known.Writer == writer && known.Version == 0)!.Version = version;
                row.Prune();
            }
        }
    }

    /// <summary>
    /// A copy that is sent makes a reader; one that is received, or is the first to be sent, says what it has seen.
    /// </summary>
    private void See(int reader, RowsMessage rows, bool isFirst)
    {
        foreach (RowBatch batch in rows.Batches)
        {
            bool isBounded = Plan.Consistency[batch.Table.Index].BoundsValues;
            for (int index = 0; isBounded && index < batch.Count; index++)
            {
                RowLog row = RowOf(batch, index);
                int at = row.Readers.FindIndex(known => known.Reader == reader);
                if (at < 0)
                {
                    row.Readers.Add((reader, rows.Version));
                }
                else if (!isFirst)
                {
                    row.Readers[at] = (reader, rows.Version);
                    row.Prune();
                }
            }
        }
    }

    private RowLog RowOf(RowBatch batch, int index)
    {
        (int Table, int Row) key = (batch.Table.Index, batch.Rows[index]);
        if (!_rows.TryGetValue(key, out RowLog? row))
        {
            row = new RowLog();
            _rows.Add(key, row);
        }

        return row;
    }

    private sealed class RowLog
    {
        public List<Change> Changes { get; } = [];

        public List<(int Reader, long Seen)> Readers { get; } = [];

        /// <summary>Forgets changes that all have seen.</summary>
        public void Prune() => Changes.RemoveAll(change => change.Version > 0
            && Readers.TrueForAll(reader => reader.Reader == change.Writer || reader.Seen >= change.Version));
    }

    private sealed class Change(int writer, List<(int Column, double Delta)> entries)
    {
        public int Writer { get; } = writer;

        public List<(int Column, double Delta)> Entries { get; } = entries;

        public long Version { get; set; }
    }
}
