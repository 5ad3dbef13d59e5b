using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Messages;

/// <summary>
/// What machines send each other. The receiver owns a message that it was handed, keeps or releases it.
/// <see cref="Sequence"/> numbers the messages of one sender to one receiver from 0, so that a receiver restores
/// their order and drops duplicates on any network.
/// </summary>
public abstract class Message
{
    /// <summary>Bytes of envelope: addresses, sequence, kind.</summary>
    protected const int HeaderBytes = 32;

    /// <summary>The machine that sends.</summary>
    public Endpoint From { get; set; }

    /// <summary>The machine that receives.</summary>
    public Endpoint To { get; set; }

    /// <summary>Place among the messages from <see cref="From"/> to <see cref="To"/>.</summary>
    public long Sequence { get; set; }

    /// <summary>Size on the wire.</summary>
    public abstract long Bytes { get; }

    /// <summary>Returns the message and its buffers to the pool.</summary>
    public abstract void Release();

    /// <summary>Wire size of some batches.</summary>
    private protected static long Sum(List<RowBatch> batches)
    {
        long bytes = 0;
        foreach (RowBatch batch in batches)
        {
            bytes += batch.Bytes;
        }

        return bytes;
    }
}

/// <summary>
/// Worker or scheduler → shard: rows that are needed, complete to a clock. With no rows it only asks for the clock.
/// </summary>
public sealed class ReadRequest : Message
{
    private readonly Shelf<ReadRequest> _home;

    internal ReadRequest(Shelf<ReadRequest> home) => _home = home;

    /// <summary>The clock that the answer must be complete to; the shard parks the request until it is.</summary>
    public int RequiredClock { get; set; }

    /// <summary>Nobody waits for the answer: the reader goes on with the copies at hand (ASP).</summary>
    public bool Background { get; set; }

    /// <summary>Table of each wanted row.</summary>
    public List<TableId> Tables { get; } = [];

    /// <summary>The wanted rows.</summary>
    public List<int> Rows { get; } = [];

    /// <inheritdoc/>
    public override long Bytes => HeaderBytes + 8 + (Rows.Count * 4L);

    /// <inheritdoc/>
    public override void Release()
    {
        Tables.Clear();
        Rows.Clear();
        _home.Return(this);
    }
}

/// <summary>Why a shard sends rows.</summary>
public enum RowsReason
{
    /// <summary>They were asked for, and the reader waits.</summary>
    Reply,

    /// <summary>They were asked for, and the reader goes on meanwhile (ASP).</summary>
    BackgroundReply,

    /// <summary>
    /// The clock advanced: these are all subscribed rows that changed since they were last sent (ESSP).
    /// </summary>
    ClockPush,

    /// <summary>They just changed (VAP).</summary>
    ChangePush,

    /// <summary>There was bandwidth to spare: some of the subscribed rows that changed ([B]).</summary>
    EarlyPush,
}

/// <summary>Shard → worker or scheduler: rows, asked for or pushed.</summary>
public sealed class RowsMessage : Message
{
    private readonly Shelf<RowsMessage> _home;

    internal RowsMessage(Shelf<RowsMessage> home) => _home = home;

    /// <summary>Why they are sent.</summary>
    public RowsReason Reason { get; set; }

    /// <summary>The shard's clock when the rows were copied: they contain every update of rounds below it.</summary>
    public int ShardClock { get; set; }

    /// <summary>Updates that the shard had applied when the rows were copied: the version of the copy.</summary>
    public long Version { get; set; }

    /// <summary>How many of the receiver's own updates (by sequence) the rows contain.</summary>
    public long OwnUpdates { get; set; }

    /// <summary>The rows, at most one batch a table.</summary>
    public List<RowBatch> Batches { get; } = [];

    /// <inheritdoc/>
    public override long Bytes => HeaderBytes + 24 + Sum(Batches);

    /// <summary>The batch of a table, added if there is none.</summary>
    public RowBatch BatchOf(TableDefinition table, MessagePool pool)
    {
        foreach (RowBatch batch in Batches)
        {
            if (batch.Table == table.Id)
            {
                return batch;
            }
        }

        RowBatch added = pool.RentBatch(table.Id, table.Shape);
        Batches.Add(added);
        return added;
    }

    /// <inheritdoc/>
    public override void Release()
    {
        foreach (RowBatch batch in Batches)
        {
            batch.Release();
        }

        Batches.Clear();
        _home.Return(this);
    }
}

/// <summary>One batch of an update.</summary>
public readonly record struct RowChange(RowOperation Operation, RowBatch Batch);

/// <summary>
/// Worker or scheduler → shard: increments and puts of one clock; the last message of a clock carries the tick.
/// </summary>
public sealed class Update : Message
{
    private readonly Shelf<Update> _home;

    internal Update(Shelf<Update> home) => _home = home;

    /// <summary>The round in which the changes were made.</summary>
    public int Clock { get; set; }

    /// <summary>With this message the sender has completed round <see cref="Clock"/>.</summary>
    public bool EndsClock { get; set; }

    /// <summary>The changes, in order.</summary>
    public List<RowChange> Changes { get; } = [];

    /// <inheritdoc/>
    public override long Bytes
    {
        get
        {
            long bytes = HeaderBytes + 8;
            foreach (RowChange change in Changes)
            {
                bytes += change.Batch.Bytes;
            }

            return bytes;
        }
    }

    /// <inheritdoc/>
    public override void Release()
    {
        foreach (RowChange change in Changes)
        {
            change.Batch.Release();
        }

        Changes.Clear();
        _home.Return(this);
    }
}

/// <summary>Scheduler → worker: the work units of one round; may be none, the worker ticks all the same.</summary>
public sealed class Dispatch : Message
{
    /// <summary>The round.</summary>
    public required int Round { get; init; }

    /// <summary>What this worker is to do in it, in order.</summary>
    public required IReadOnlyList<WorkUnit> Units { get; init; }

    /// <inheritdoc/>
    public override long Bytes => HeaderBytes + 8 + Units.Sum(unit => 12 + (unit.Items.Length * 4L));

    /// <inheritdoc/>
    public override void Release()
    {
    }
}

/// <summary>Worker → scheduler: what its units of one round computed, for the pull.</summary>
public sealed class PartialResults : Message
{
    private readonly Shelf<PartialResults> _home;

    internal PartialResults(Shelf<PartialResults> home) => _home = home;

    /// <summary>The round.</summary>
    public int Round { get; set; }

    /// <summary>Results of all units, one after the other.</summary>
    public List<double> Values { get; } = [];

    /// <summary>Where each unit's results end in <see cref="Values"/>.</summary>
    public List<int> Ends { get; } = [];

    /// <inheritdoc/>
    public override long Bytes => HeaderBytes + 8 + (Values.Count * 8L) + (Ends.Count * 4L);

    /// <inheritdoc/>
    public override void Release()
    {
        Values.Clear();
        Ends.Clear();
        _home.Return(this);
    }
}

/// <summary>
/// Shard → job: all its rows when its clock reached <see cref="Clock"/>. Observation, not protocol: it costs nothing in
/// virtual time.
/// </summary>
public sealed class ShardSnapshot : Message
{
    /// <summary>The clock that the rows are complete to.</summary>
    public required int Clock { get; init; }

    /// <summary>One batch a table, rows in ascending order.</summary>
    public required IReadOnlyList<RowBatch> Batches { get; init; }

    /// <inheritdoc/>
    public override long Bytes => 0;

    /// <inheritdoc/>
    public override void Release()
    {
        foreach (RowBatch batch in Batches)
        {
            batch.Release();
        }
    }
}
