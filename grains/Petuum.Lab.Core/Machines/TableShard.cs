using System.Runtime.InteropServices;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Machines;

/// <summary>
/// A shard: the rows of all tables that one server keeps, the clock of every writer, the reads that must wait for it,
/// and the readers that want to hear of changes.
/// </summary>
public sealed class TableShard
{
    private readonly JobPlan _plan;
    private readonly ShardId _self;
    private readonly MessagePool _pool;
    private readonly Numbering _numbering;
    private readonly InOrderInbox _inbox = new();
    private readonly RowBlock[] _blocks;
    private readonly RevisedTables _revised;
    private readonly ShardRows _rows;
    private readonly int[][] _rowIds;
    private readonly Queue<Update>[] _held;
    private readonly Cuts _cuts;
    private readonly HeldUpdates _beyondCut;
    private readonly List<ShardCut> _openCuts = [];
    private readonly bool _canCut;
    private readonly long[] _applied;
    private readonly Dictionary<int, List<ReadRequest>> _parked = [];
    private readonly RowPlacement[] _placements;
    private readonly Subscriptions _subscriptions;
    private VectorClock _clock;
    private ShardRestore? _restore;
    private int _newestRound = -1;
    private long _version;

    /// <summary>A shard of a run, its rows at their first values.</summary>
    public TableShard(JobPlan plan, ShardId self, MessagePool pool)
    {
        (_plan, _self, _pool) = (plan, self, pool);
        _numbering = new Numbering(self);
        _clock = new VectorClock(plan.Writers);
        _held = [.. Enumerable.Range(0, plan.Writers).Select(_ => new Queue<Update>())];
        _applied = new long[plan.Writers];
        _rowIds = [.. plan.Program.Tables.Select(table => table.RowsOf(self.Index, plan.Shards))];
        _blocks = [.. plan.Program.Tables.Select(CreateBlock)];
        _placements = RowPlacement.Of(plan.Program.Tables, plan.Shards);
        _revised = new RevisedTables(plan, self, _blocks, _placements);
        _rows = new ShardRows(_blocks, _revised);
        _subscriptions = new Subscriptions(plan, self);
        _cuts = new Cuts(plan, self);
        _beyondCut = new HeldUpdates(_cuts, plan.Writers);
        _canCut = plan.Consistency.All(policy => policy.Push != PushTrigger.Change);
    }

    /// <summary>Rounds that every writer has completed, as far as this shard knows.</summary>
    public int CompletedClock => _clock.Min;

    /// <summary>Reads that wait.</summary>
    public int ParkedReads { get; private set; }

    /// <summary>How its cuts are divided.</summary>
    internal CutSizes CutSizes { private get; init; } = new(ChunkBytes: 16 << 10, PieceBytes: 1 << 20);

    /// <summary>Reports the first model, or that of the clock it was restored at if that is one to evaluate.</summary>
    /// <exception cref="InvariantException">Pieces of the state that it was restored from are missing.</exception>
    public void Start(Outbox outbox)
    {
        EndRestore();
        SendSnapshotIfDue(outbox);
    }

    /// <summary>
    /// Agrees to save its rows at a cut: with all updates of rounds below the clock applied and none of later ones,
    /// which it holds back meanwhile. False if it has applied an update of that round or a later one, or under VAP,
    /// where what is held back would be in transit and could block those who lag behind.
    /// </summary>
    public bool OfferCut(int clock, Outbox outbox)
    {
        EndRestore();
        if (!_canCut || _newestRound >= clock || !_cuts.Agree(clock))
        {
            return false;
        }

        SaveCut(outbox);
        return true;
    }

    /// <summary>
    /// Goes on from a saved state: rows and clock. To be called for each piece, the first one first, before Start.
    /// </summary>
    /// <exception cref="InvariantException">The piece is not one of this shard's; says what differs.</exception>
    public void Restore(ReadOnlyMemory<byte> piece)
    {
        Invariant.Require(
            _version == 0 && (_restore is not null || _clock.Min == 0), $"{_self} was restored after it had begun.");
        if (_restore is not null)
        {
            _restore.Load(piece);
            return;
        }

        _cuts.Close(_cuts.Open(piece, out int clock));
        (_clock, _newestRound) = (new VectorClock(_plan.Writers, clock), clock - 1);
        _restore = new ShardRestore(_rows, clock);
    }

    /// <summary>Takes a message, in any order and any number of times.</summary>
    public void Receive(Message message, Outbox outbox)
    {
        EndRestore();
        Endpoint sender = message.From;
        for (Message? next = _inbox.Accept(message) ? message : null; next is not null; next = _inbox.TakeNext(sender))
        {
            switch (next)
            {
                case ReadRequest request:
                    On(request, outbox);
                    break;
                case Update update:
                    On(update, outbox);
                    break;
                default:
                    throw new InvariantException($"{_self} got a {next.GetType().Name}.");
            }
        }
    }

    /// <summary>
    /// There is bandwidth to spare: changed subscribed rows may go out early; returns the bytes of the
    /// rows sent ([B] §4).
    /// </summary>
    public long OnBandwidth(long bytesMax, Outbox outbox)
    {
        List<(int Reader, RowsMessage Rows)> ready =
            _subscriptions.TakeEarly(bytesMax, _blocks, _pool, out long bytes);
        foreach ((int reader, RowsMessage rows) in ready)
        {
            SendRows(rows, reader, RowsReason.EarlyPush, outbox);
        }

        return bytes;
    }

    /// <summary>True if <see cref="OnBandwidth"/> could send something.</summary>
    public bool HasChangedRows => _subscriptions.HasChangedRows;

    /// <summary>Who holds this shard's clock back, in a sentence; for the verdict "stuck".</summary>
    public string DescribeWait() =>
        $"{_self} is at clock {_clock.Min} because of {string.Join(", ", _clock.Slowest().Select(Writer))}";

    private void EndRestore()
    {
        _restore?.RequireComplete(_self);
        _restore = null;
    }

    private void On(ReadRequest request, Outbox outbox)
    {
        int required = Math.Max(request.RequiredClock, _beyondCut.OnRead(WriterIndex(request.From)));
        if (_clock.Min < required)
        {
            Park(request, required, outbox);
            return;
        }

        Answer(request, outbox);
    }

    private void On(Update update, Outbox outbox)
    {
        int writer = WriterIndex(update.From);
        Invariant.Require(
            update.Clock == _clock[writer],
            $"{update.From} sent changes of round {update.Clock} after completing {_clock[writer]} rounds.");
        bool endsClock = update.EndsClock;
        if (_plan.Apply == ApplyMode.Clocked)
        {
            _held[writer].Enqueue(update);
        }
        else if (!_beyondCut.TryHold(update, writer))
        {
            Apply(update, writer, outbox);
            PushChanged(PushTrigger.Change, outbox);
        }

        if (endsClock && _clock.Tick(writer))
        {
            OnClockAdvanced(outbox);
        }
    }

    private void OnClockAdvanced(Outbox outbox)
    {
        ApplyHeld(outbox);
        SaveCut(outbox);
        _revised.Forget(_clock.Min);
        outbox.Emit(new RunEvent(RunEventKind.ClockAdvanced, _self, _self, _clock.Min, _version));
        PushChanged(PushTrigger.ClockAdvance, outbox);
        if (_parked.Remove(_clock.Min, out List<ReadRequest>? ready))
        {
            foreach (ReadRequest request in ready)
            {
                ParkedReads--;
                On(request, outbox);
            }
        }

        SendSnapshotIfDue(outbox);
    }

    /// <summary>If there is a cut at this clock; then what it held back and no other cut does.</summary>
    private void SaveCut(Outbox outbox)
    {
        if (!_cuts.Take(_clock.Min))
        {
            return;
        }

        outbox.Save(
            _self, _clock.Min, new ShardCut(_clock.Min, _cuts.Begin(_clock.Min), _rows, CutSizes, _openCuts));
        foreach ((Update update, int writer) in _beyondCut.Release())
        {
            Apply(update, writer, outbox);
        }
    }

    /// <summary>The round that all have completed, in writer order; of one writer in the order sent.</summary>
    private void ApplyHeld(Outbox outbox)
    {
        for (int writer = 0; writer < _held.Length; writer++)
        {
            while (_held[writer].TryPeek(out Update? update) && update.Clock < _clock.Min)
            {
                Apply(_held[writer].Dequeue(), writer, outbox);
            }
        }
    }

    private void Apply(Update update, int writer, Outbox outbox)
    {
        foreach (RowChange change in update.Changes)
        {
            TableDefinition table = _plan.Program.Tables[change.Batch.Table.Index];
            RowPlacement placement = _placements[table.Id.Index];
            ReadOnlySpan<int> rows = change.Batch.Rows;
            for (int index = 0; index < rows.Length;)
            {
                int slot = placement.SlotOf(rows[index]);
                int count = RowPlacement.RunLength(rows, index, placement.Step);
                KeepForCuts(table.Id.Index, slot, count);
                if (!_revised.TryRevise(slot, change, index, count, _clock.Min))
                {
                    _blocks[table.Id.Index].ApplyRange(slot, change.Batch, index, count, change.Operation, table.Rule);
                }

                _subscriptions.NoteChanges(table, slot, change, index, count);
                index += count;
            }
        }

        _version++;
        _applied[writer]++;
        _newestRound = Math.Max(_newestRound, update.Clock);
        outbox.Emit(new RunEvent(RunEventKind.UpdateApplied, _self, update.From, update.Clock, _version, update));
        update.Release();
    }

    /// <summary>Slots are about to be written to; the newest first, as a cut may be complete with it.</summary>
    private void KeepForCuts(int table, int slot, int count)
    {
        for (int cut = _openCuts.Count - 1; cut >= 0; cut--)
        {
            _openCuts[cut].Before(table, slot, count);
        }
    }

    private void Park(ReadRequest request, int clock, Outbox outbox)
    {
        if (!_parked.TryGetValue(clock, out List<ReadRequest>? waiting))
        {
            waiting = [];
            _parked.Add(clock, waiting);
        }

        waiting.Add(request);
        ParkedReads++;
        outbox.Emit(new RunEvent(RunEventKind.ReadParked, _self, request.From, clock));
    }

    private void Answer(ReadRequest request, Outbox outbox)
    {
        RowsMessage rows = _pool.RentRows();
        int reader = WriterIndex(request.From);
        ReadOnlySpan<TableId> tables = CollectionsMarshal.AsSpan(request.Tables);
        ReadOnlySpan<int> wanted = CollectionsMarshal.AsSpan(request.Rows);
        while (!wanted.IsEmpty)
        {
            int ofTable = TableId.CountOfOne(tables);
            Append(_plan.Program.Tables[tables[0].Index], wanted[..ofTable], reader, rows);
            tables = tables[ofTable..];
            wanted = wanted[ofTable..];
        }

        RowsReason reason = request.Background ? RowsReason.BackgroundReply : RowsReason.Reply;
        request.Release();
        SendRows(rows, reader, reason, outbox);
    }

    /// <summary>Copies rows of one table into an answer, neighbours in one piece.</summary>
    private void Append(TableDefinition table, ReadOnlySpan<int> wanted, int reader, RowsMessage rows)
    {
        RowBatch batch = rows.BatchOf(table, _pool);
        RowPlacement placement = _placements[table.Id.Index];
        for (int index = 0; index < wanted.Length;)
        {
            int slot = placement.SlotOf(wanted[index]);
            int count = RowPlacement.RunLength(wanted, index, placement.Step);
            _blocks[table.Id.Index].AppendRangeTo(batch, wanted.Slice(index, count), slot);
            _subscriptions.Add(table, slot, count, reader);
            index += count;
        }
    }

    private void PushChanged(PushTrigger trigger, Outbox outbox)
    {
        RowsReason reason = trigger == PushTrigger.ClockAdvance ? RowsReason.ClockPush : RowsReason.ChangePush;
        foreach ((int reader, RowsMessage rows) in _subscriptions.Take(trigger, _blocks, _pool))
        {
            SendRows(rows, reader, reason, outbox);
        }
    }

    private void SendRows(RowsMessage rows, int reader, RowsReason reason, Outbox outbox)
    {
        _revised.NoteSent(rows);
        rows.Reason = reason;
        rows.ShardClock = _clock.Min;
        rows.Version = _version;
        rows.OwnUpdates = _applied[reader];
        _numbering.Stamp(rows, Writer(reader));
        outbox.Emit(new RunEvent(RunEventKind.RowsSent, _self, rows.To, rows.ShardClock, _version, rows));
        outbox.Send(rows);
    }

    private void SendSnapshotIfDue(Outbox outbox)
    {
        if (_clock.Min % _plan.EvaluateEvery != 0 && _clock.Min != _plan.Stop.MaxClocks)
        {
            return;
        }

        List<RowBatch> batches = [];
        foreach (TableDefinition table in _plan.Program.Tables)
        {
            RowBatch batch = _pool.RentBatch(table.Id, table.Shape);
            _blocks[table.Id.Index].AppendRangeTo(batch, _rowIds[table.Id.Index], 0);
            batches.Add(batch);
        }

        outbox.Send(_numbering.Stamp(new ShardSnapshot { Clock = _clock.Min, Batches = batches }, Endpoint.Job));
    }

    private RowBlock CreateBlock(TableDefinition table)
    {
        int[] rows = _rowIds[table.Id.Index];
        RowBlock block = RowBlock.Create(table.Shape, rows.Length);
        if (table.Initializer is { } initializer)
        {
            for (int slot = 0; slot < rows.Length; slot++)
            {
                block.Initialize(slot, rows[slot], initializer);
            }
        }

        return block;
    }

    private int WriterIndex(Endpoint from) => from.Role == Role.Worker ? from.Index : _plan.Workers;

    private Endpoint Writer(int index) => index < _plan.Workers ? new WorkerId(index) : Endpoint.Scheduler;
}
