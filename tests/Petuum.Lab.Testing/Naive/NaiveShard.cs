using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Testing.Naive;

/// <summary>One row changed by an update: dense numbers.</summary>
public sealed record RowDelta(int Table, int Row, RowOperation Operation, double[] Values);

/// <summary>A message that a shard should send.</summary>
public sealed record ExpectedRows(
    int Reader,
    RowsReason Reason,
    int Clock,
    long Version,
    long OwnUpdates,
    IReadOnlyList<(int Table, int Row, double[] Values)> Rows)
{
    /// <summary>As text, rows in order: equal texts mean equal messages, values to the bit.</summary>
    public override string ToString() =>
        $"to {Reader}: {Reason}, clock {Clock}, version {Version}, own {OwnUpdates}: " + string.Join(' ', Rows
            .OrderBy(row => row.Table).ThenBy(row => row.Row)
            .Select(row =>
                $"{row.Table}/{row.Row}=({string.Join(',', row.Values.Select(value => value.ToString("R")))})"));
}

/// <summary>
/// What a shard is: a list of updates. Every row is recomputed from the beginning each time it is asked for. Takes each
/// writer's
/// messages once and in order.
/// </summary>
public sealed class NaiveShard(JobPlan plan)
{
    private readonly List<(int Writer, int Clock, IReadOnlyList<RowDelta> Changes)> _held = [];
    private readonly List<(int Writer, IReadOnlyList<RowDelta> Changes)> _applied = [];
    private readonly List<(int Reader, int Required, bool Background, IReadOnlyList<(int Table, int Row)> Rows)>
        _parked = [];
    private readonly HashSet<(int Table, int Row, int Reader)> _subscribed = [];

    /// <summary>
    /// Rows that changed since the last push while somebody subscribed to them; all their readers are sent them.
    /// </summary>
    private readonly HashSet<(int Table, int Row)> _changed = [];

    private readonly int[] _completed = new int[plan.Writers];
    private int _clock;

    /// <summary>What it should have sent, in order.</summary>
    public List<ExpectedRows> Sent { get; } = [];

    /// <summary>Reads that wait.</summary>
    public int ParkedReads => _parked.Count;

    /// <summary>A writer's next update.</summary>
    public void Update(int writer, IReadOnlyList<RowDelta> changes, bool endsClock)
    {
        if (plan.Apply == ApplyMode.Arrival)
        {
            Apply(writer, changes);
        }
        else
        {
            _held.Add((writer, _completed[writer], changes));
        }

        _completed[writer] += endsClock ? 1 : 0;
        if (_completed.Min() > _clock)
        {
            _clock++;
            foreach ((int from, _, IReadOnlyList<RowDelta> held) in
                _held.Where(held => held.Clock < _clock)
                    .OrderBy(held => held.Clock).ThenBy(held => held.Writer).ToList())
            {
                Apply(from, held);
            }

            _held.RemoveAll(held => held.Clock < _clock);
            Push();
            foreach ((int reader, int required, bool background, IReadOnlyList<(int Table, int Row)> rows) in
                _parked.ToList())
            {
                if (required <= _clock)
                {
                    _parked.Remove((reader, required, background, rows));
                    Answer(reader, background, rows);
                }
            }
        }
    }

    /// <summary>A reader's next request.</summary>
    public void Read(int reader, int required, bool background, IReadOnlyList<(int Table, int Row)> rows)
    {
        if (required > _clock)
        {
            _parked.Add((reader, required, background, rows));
            return;
        }

        Answer(reader, background, rows);
    }

    private void Apply(int writer, IReadOnlyList<RowDelta> changes)
    {
        _applied.Add((writer, changes));
        foreach (RowDelta change in changes)
        {
            if (_subscribed.Any(subscription => (subscription.Table, subscription.Row) == (change.Table, change.Row)))
            {
                _ = _changed.Add((change.Table, change.Row));
            }
        }
    }

    private void Push()
    {
        for (int reader = 0; reader < plan.Writers; reader++)
        {
            if (_subscribed.Any(subscription => subscription.Reader == reader))
            {
                Send(
                    reader,
                    RowsReason.ClockPush,
                    [.. _changed.Where(row => _subscribed.Contains((row.Table, row.Row, reader)))]);
            }
        }

        _changed.Clear();
    }

    private void Answer(int reader, bool background, IReadOnlyList<(int Table, int Row)> rows)
    {
        foreach ((int table, int row) in rows)
        {
            if (plan.Consistency[table].Push == PushTrigger.ClockAdvance)
            {
                _ = _subscribed.Add((table, row, reader));
            }
        }

        Send(reader, background ? RowsReason.BackgroundReply : RowsReason.Reply, rows);
    }

    private void Send(int reader, RowsReason reason, IReadOnlyList<(int Table, int Row)> rows) =>
        Sent.Add(new ExpectedRows(
            reader,
            reason,
            _clock,
            _applied.Count,
            _applied.Count(update => update.Writer == reader),
            [.. rows.Select(row => (row.Table, row.Row, Replay(row.Table, row.Row)))]));

    private double[] Replay(int table, int row)
    {
        TableDefinition definition = plan.Program.Tables[table];
        double[] values = new double[definition.Shape.Columns];
        foreach (RowDelta change in _applied.SelectMany(update => update.Changes))
        {
            for (int column = 0; change.Table == table && change.Row == row && column < values.Length; column++)
            {
                double sum = change.Operation == RowOperation.Put
                    ? change.Values[column]
                    : values[column] + change.Values[column];
                bool isClamped = change.Operation == RowOperation.Increment
                    && definition.Rule == ServerRule.AddNonNegative
                    && sum < 0;
                values[column] = isClamped ? 0 : definition.Shape.Element == ElementType.Float ? (float)sum : sum;
            }
        }

        return values;
    }
}
