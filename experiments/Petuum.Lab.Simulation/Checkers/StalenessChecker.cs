using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Simulation.Checkers;

/// <summary>
/// PAPERS A4: what is read in round c contains every update of rounds ≤ c − s − 1 by anyone, s the table's staleness,
/// and
/// nothing newer than the window: with Clocked no round that the reader has not completed, with Arrival none beyond c +
/// s, s the
/// smallest staleness (of the scheduler's none beyond c + depth − 2, if that is more). Judged by content: a copy that
/// was not sent again because its row had not changed is as good as a new one.
/// </summary>
public sealed class StalenessChecker : Checker
{
    private readonly int[] _firstRows;
    private readonly int[] _staleness;
    private readonly int _stalenessMax;
    private readonly RowHistory _history;
    private readonly int[] _newest;
    private readonly RoundCounts[] _applied;
    private readonly RoundCounts _completed;

    /// <summary>A checker of one run.</summary>
    public StalenessChecker(JobPlan plan)
        : base(plan)
    {
        _firstRows = FirstRows(plan.Program.Tables);
        _staleness = [.. plan.Consistency.Select(policy => policy.Staleness ?? -1)];
        _stalenessMax = _staleness.DefaultIfEmpty(0).Max();
        _history = new RowHistory(_firstRows[^1]);
        _newest = new int[_firstRows[^1]];
        _newest.AsSpan().Fill(-1);
        _applied = [.. Enumerable.Range(0, plan.Shards).Select(_ => new RoundCounts(plan.Writers))];
        _completed = new RoundCounts(plan.Writers);
    }

    /// <inheritdoc/>
    public override string Name => "staleness";

    /// <inheritdoc/>
    public override void On(in RunEvent happened)
    {
        switch (happened.Kind)
        {
            case RunEventKind.UpdateCreated:
                Complete((Update)happened.Payload!);
                break;
            case RunEventKind.UpdateApplied:
                Apply((Update)happened.Payload!, happened.Amount);
                break;
            case RunEventKind.RowsSent:
                CheckNewest(happened, (RowsMessage)happened.Payload!);
                break;
            case RunEventKind.RowsRead:
                CheckOldest(happened, (RowView)happened.Payload!);
                break;
            default:
                break;
        }
    }

    internal override bool Wants(RunEventKind kind) =>
        kind is RunEventKind.UpdateCreated
            or RunEventKind.UpdateApplied
            or RunEventKind.RowsSent
            or RunEventKind.RowsRead;

    private void Complete(Update update)
    {
        if (update.EndsClock && update.To.Index == Plan.Shards - 1)
        {
            _completed.Complete(WriterOf(update.From));
        }
    }

    private void Apply(Update update, long version)
    {
        int oldest = _completed.Min - _stalenessMax - 1;
        foreach (RowChange change in update.Changes)
        {
            bool isBounded = _staleness[change.Batch.Table.Index] >= 0;
            foreach (int row in change.Batch.Rows)
            {
                int place = _firstRows[change.Batch.Table.Index] + row;
                _newest[place] = Math.Max(_newest[place], update.Clock);
                if (isBounded)
                {
                    _history.Append(place, version, update.Clock, oldest);
                }
            }
        }

        if (update.EndsClock)
        {
            _applied[update.To.Index].Complete(WriterOf(update.From));
        }
    }

    /// <summary>
    /// Whoever takes this copy has completed at least as many rounds when it reads it as when it is sent: a writer of
    /// round k saw all complete
    /// k − s rounds before it began. The scheduler pulls round m when all have completed it and commits as of clock m +
    /// depth − 1.
    /// </summary>
    private void CheckNewest(in RunEvent happened, RowsMessage rows)
    {
        if (Plan.StartStaleness is not { } staleness)
        {
            return;
        }

        int completed = _completed[WriterOf(happened.Peer)];
        int ahead = Plan.Program.IsModelParallel ? Math.Max(staleness, Plan.PipelineDepth - 2) : staleness;
        int allowed = Plan.Apply == ApplyMode.Clocked ? completed - 1 : completed + ahead;
        foreach (RowBatch batch in rows.Batches)
        {
            int first = _firstRows[batch.Table.Index];
            foreach (int row in batch.Rows)
            {
                if (_newest[first + row] > allowed)
                {
                    Fail(
                        happened,
                        $"{happened.Peer}, which has completed {completed} rounds, is sent {NameOf(batch.Table, row)} "
                        + $"with an update of round {_newest[first + row]}; at most {allowed} is allowed.");
                }
            }
        }
    }

    private void CheckOldest(in RunEvent happened, RowView view)
    {
        for (int index = 0; index < view.Count; index++)
        {
            (TableId table, int row) = view.Read(index);
            if (_staleness[table.Index] < 0)
            {
                continue;
            }

            int required = happened.Clock - _staleness[table.Index];
            Provenance seen = view.ProvenanceOf(index);
            RoundCounts applied = _applied[seen.Shard];
            long changed = _history.LastChange(_firstRows[table.Index] + row, required - 1);
            if (changed > seen.Version || applied.Min < required)
            {
                string problem = changed > seen.Version
                    ? $"the copy is version {seen.Version}, and such an update came at version {changed}"
                    : $"shard {seen.Shard} has applied all rounds below {applied.Min} only";
                Fail(
                    happened,
                    $"{happened.Source} in round {happened.Clock} read {NameOf(table, row)}, which must contain all "
                    + $"rounds below {required} (staleness {_staleness[table.Index]}); {problem}.");
            }
        }

        Checks += view.Count;
    }
}
