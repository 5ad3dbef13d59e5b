using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Simulation.Checkers;

/// <summary>
/// Nothing is lost, altered, doubled or made up: every update that was created is applied once, in its writer's order
/// (with
/// Clocked in (clock, writer) order), and before its shard's clock passes; rows arrive as they were sent; and the rows
/// that shards send and the last model are, to the bit,
/// what replaying the applied updates, puts and server rules included, on tables of the checker's own gives.
/// </summary>
public sealed class ConservationChecker : Checker
{
    private readonly RowStore[] _replicas;
    private readonly RevisionReplica?[] _revised;
    private readonly ChannelLog[] _updates;
    private readonly ChannelLog[] _rows;
    private readonly long[] _versions;
    private readonly (int Clock, int Writer)[] _lastApplied;
    private readonly ModelSnapshots _snapshots;

    /// <summary>A checker of one run.</summary>
    public ConservationChecker(JobPlan plan)
        : base(plan)
    {
        _replicas = [.. plan.Program.Tables.Select(Fill)];
        _revised = [.. plan.Program.Tables.Select(table => table.IsRevised ? new RevisionReplica(table) : null)];
        _updates = [.. Enumerable.Range(0, plan.Shards * plan.Writers).Select(_ => new ChannelLog())];
        _rows = [.. Enumerable.Range(0, plan.Shards * plan.Writers).Select(_ => new ChannelLog())];
        _versions = new long[plan.Shards];
        _lastApplied = new (int Clock, int Writer)[plan.Shards];
        _snapshots = new ModelSnapshots(plan, _replicas);
    }

    /// <inheritdoc/>
    public override string Name => "conservation";

    /// <inheritdoc/>
    public override void On(in RunEvent happened)
    {
        switch (happened.Kind)
        {
            case RunEventKind.JobStarted:
                _snapshots.TakeAll();
                break;
            case RunEventKind.UpdateCreated:
                Create((Update)happened.Payload!);
                break;
            case RunEventKind.UpdateApplied:
                Apply(happened, (Update)happened.Payload!);
                break;
            case RunEventKind.ClockAdvanced:
                CheckNothingLost(happened);
                _snapshots.Take(happened.Source.Index, happened.Clock);
                break;
            case RunEventKind.RowsSent:
                CheckSent(happened, (RowsMessage)happened.Payload!);
                break;
            case RunEventKind.RowsReceived:
                CheckReceived(happened, (RowsMessage)happened.Payload!);
                break;
            case RunEventKind.Evaluated:
                _snapshots.ForgetBefore(happened.Clock);
                break;
            case RunEventKind.JobEnded:
                CheckModel(happened, (JobResult)happened.Payload!);
                break;
            default:
                break;
        }
    }

    internal override bool Wants(RunEventKind kind) => kind is RunEventKind.JobStarted or RunEventKind.UpdateCreated
        or RunEventKind.UpdateApplied or RunEventKind.ClockAdvanced or RunEventKind.RowsSent
        or RunEventKind.RowsReceived or RunEventKind.Evaluated or RunEventKind.JobEnded;

    private static RowStore Fill(TableDefinition table)
    {
        RowStore store = RowStore.Create(table.Shape);
        store.Reserve(table.Rows);
        if (table.Initializer is { } initializer)
        {
            for (int row = 0; row < table.Rows; row++)
            {
                store.Initialize(row, row, initializer);
            }
        }

        return store;
    }

    private int ChannelOf(int shard, Endpoint writer) => (shard * Plan.Writers) + WriterOf(writer);

    private void Create(Update update) => _updates[ChannelOf(update.To.Index, update.From)].Send(
        update.Sequence, update.Clock, update.EndsClock, Checksum.Of(update));

    private void Apply(in RunEvent happened, Update update)
    {
        int shard = happened.Source.Index;
        ChannelLog channel = _updates[ChannelOf(shard, update.From)];
        if (!channel.TryReceive(out long sequence, out ulong sum) || sequence != update.Sequence)
        {
            Fail(
                happened,
                $"{happened.Source} applied update {update.Sequence} of {update.From}, "
                + $"expected {channel.Describe(sequence)}.");
        }

        if (sum != Checksum.Of(update))
        {
            Fail(
                happened,
                $"update {update.Sequence} of {update.From}, round {update.Clock}, was altered before "
                + $"{happened.Source} applied it.");
        }

        if (happened.Amount != ++_versions[shard])
        {
            Fail(happened, $"{happened.Source} counts {happened.Amount} applied updates, expected {_versions[shard]}.");
        }

        (int Clock, int Writer) order = (update.Clock, WriterOf(update.From));
        if (Plan.Apply == ApplyMode.Clocked && order.CompareTo(_lastApplied[shard]) < 0)
        {
            Fail(happened, $"{happened.Source} applied (clock, writer) {order} after {_lastApplied[shard]}.");
        }

        _lastApplied[shard] = order;
        Replay(update);
    }

    private void Replay(Update update)
    {
        foreach (RowChange change in update.Changes)
        {
            RowBatch batch = change.Batch;
            RowStore replica = _replicas[batch.Table.Index];
            ServerRule rule = Plan.Program.Tables[batch.Table.Index].Rule;
            ReadOnlySpan<int> rows = batch.Rows;
            if (_revised[batch.Table.Index] is { } revised)
            {
                revised.Apply(batch, replica);
                continue;
            }

            for (int index = 0; index < rows.Length; index++)
            {
                replica.Apply(rows[index], batch, index, change.Operation, rule);
            }
        }

        Checks++;
    }

    private void CheckNothingLost(in RunEvent happened)
    {
        for (int writer = 0; writer < Plan.Writers; writer++)
        {
            ChannelLog channel = _updates[(happened.Source.Index * Plan.Writers) + writer];
            if (channel.EndedClocks < happened.Clock || channel.OldestClock < happened.Clock)
            {
                string name = writer < Plan.Workers ? $"worker {writer}" : "the scheduler";
                Fail(
                    happened,
                    $"{happened.Source} says that all have completed {happened.Clock} rounds, but {name} ended "
                    + $"{channel.EndedClocks}, and its oldest update that was not applied is of round "
                    + $"{channel.OldestClock}.");
            }
        }
    }

    private void CheckSent(in RunEvent happened, RowsMessage rows)
    {
        int shard = happened.Source.Index;
        long own = _updates[ChannelOf(shard, happened.Peer)].Received;
        if (rows.Version != _versions[shard] || rows.OwnUpdates != own)
        {
            Fail(
                happened,
                $"{happened.Source} sends version {rows.Version} with {rows.OwnUpdates} updates of {happened.Peer}; "
                + $"applied are {_versions[shard]}, of which {own}.");
        }

        foreach (RowBatch batch in rows.Batches)
        {
            RowStore replica = _replicas[batch.Table.Index];
            ReadOnlySpan<int> ids = batch.Rows;
            for (int index = 0; index < ids.Length; index++)
            {
                if (!replica.Equals(ids[index], batch, index))
                {
                    Fail(
                        happened,
                        $"{happened.Source} sends {NameOf(batch.Table, ids[index])} to {happened.Peer} at version "
                        + $"{rows.Version}: {replica.Difference(ids[index], batch, index)}.");
                }
            }

            Checks += ids.Length;
        }

        _rows[ChannelOf(shard, happened.Peer)]
            .Send(rows.Sequence, rows.ShardClock, endsClock: false, Checksum.Of(rows));
    }

    private void CheckReceived(in RunEvent happened, RowsMessage rows)
    {
        ChannelLog channel = _rows[ChannelOf(happened.Peer.Index, happened.Source)];
        if (!channel.TryReceive(out long sequence, out ulong sum)
            || sequence != rows.Sequence
            || sum != Checksum.Of(rows))
        {
            Fail(
                happened,
                $"{happened.Source} took rows {rows.Sequence} of {happened.Peer}, "
                + $"expected {channel.Describe(sequence)}, unaltered.");
        }
    }

    private void CheckModel(in RunEvent happened, JobResult result)
    {
        if (result.Model is null)
        {
            return;
        }

        if (_snapshots.Difference(result.Model, result.Clock) is { } difference)
        {
            Fail(happened, $"the model of clock {result.Clock} is not what its updates add up to: {difference}.");
        }

        Checks++;
    }
}
