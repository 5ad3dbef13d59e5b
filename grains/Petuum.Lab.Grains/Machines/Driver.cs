using Petuum.Lab.Core;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Messages;

namespace Petuum.Lab.Grains;

/// <summary>What all machines of Core have in common, as far as a grain is concerned.</summary>
internal abstract class Driver
{
    /// <summary>Who it is, for messages about it.</summary>
    public abstract string Name { get; }

    /// <summary>Rounds completed.</summary>
    public abstract int Clock { get; }

    /// <summary>What it waits for; empty if for nothing.</summary>
    public abstract string Wait { get; }

    /// <summary>True while the first unit of a round computes.</summary>
    public virtual bool BeginsRound => false;

    /// <summary>Agrees to save its state at a clock; false if it is past it.</summary>
    public abstract bool OfferCut(int clock, Outbox outbox);

    /// <summary>Goes on from a saved state, of which it is given each piece in order; before it begins.</summary>
    public abstract void Restore(ReadOnlyMemory<byte> piece);

    /// <summary>Lets it begin.</summary>
    public abstract void Start(Outbox outbox);

    /// <summary>Gives it a message.</summary>
    public abstract void Receive(Message message, Outbox outbox);

    /// <summary>What it computes is computed.</summary>
    public virtual void OnComputed(Outbox outbox)
    {
    }
}

/// <summary>A shard.</summary>
internal sealed class ShardDriver(JobRoom room, ShardId self) : Driver
{
    private readonly TableShard _shard = new(room.Plan, self, room.Pool);

    public override string Name => self.ToString();

    public override int Clock => _shard.CompletedClock;

    public override string Wait =>
        _shard.ParkedReads > 0 || _shard.CompletedClock < room.Plan.Stop.MaxClocks ? _shard.DescribeWait() : "";

    public override bool OfferCut(int clock, Outbox outbox) => _shard.OfferCut(clock, outbox);

    public override void Restore(ReadOnlyMemory<byte> piece) => _shard.Restore(piece);

    public override void Start(Outbox outbox) => _shard.Start(outbox);

    public override void Receive(Message message, Outbox outbox) => _shard.Receive(message, outbox);
}

/// <summary>A worker.</summary>
internal sealed class WorkerDriver(JobRoom room, WorkerId self) : Driver
{
    private readonly WorkerMachine _worker = new(
        room.Plan, self, room.Plan.Program.CreateWorker(self, room.Plan.Workers, room.Plan.Seed), room.Pool);

    public override string Name => $"{self} in round {_worker.Clock}, work unit {_worker.Unit},";

    public override int Clock => _worker.Clock;

    public override bool BeginsRound => _worker.Unit == 0;

    public override string Wait => _worker.State == WorkerState.Finished ? "" : _worker.DescribeWait();

    public override bool OfferCut(int clock, Outbox outbox) => _worker.OfferCut(clock, outbox);

    public override void Restore(ReadOnlyMemory<byte> piece) => _worker.Restore(piece);

    public override void Start(Outbox outbox) => _worker.Start(outbox);

    public override void Receive(Message message, Outbox outbox) => _worker.Receive(message, outbox);

    public override void OnComputed(Outbox outbox) => _worker.OnComputed(outbox);
}

/// <summary>The scheduler.</summary>
internal sealed class SchedulerDriver(JobRoom room) : Driver
{
    private readonly SchedulerMachine _scheduler =
        new(room.Plan, room.Plan.Program.CreateScheduler(room.Plan.Workers, room.Plan.Seed), room.Pool);

    public override string Name => "scheduler";

    public override int Clock => 0;

    public override string Wait => _scheduler.DescribeWait();

    public override bool OfferCut(int clock, Outbox outbox) => _scheduler.OfferCut(clock, outbox);

    public override void Restore(ReadOnlyMemory<byte> piece) => _scheduler.Restore(piece);

    public override void Start(Outbox outbox) => _scheduler.Start(outbox);

    public override void Receive(Message message, Outbox outbox) => _scheduler.Receive(message, outbox);

    public override void OnComputed(Outbox outbox) => _scheduler.OnComputed(outbox);
}

/// <summary>The job's own machine.</summary>
internal sealed class JobDriver(JobMachine job) : Driver
{
    public override string Name => "job";

    public override int Clock => job.Clock;

    public override string Wait => "";

    public override bool OfferCut(int clock, Outbox outbox) => job.OfferCut(clock, outbox);

    public override void Restore(ReadOnlyMemory<byte> piece) => job.Restore(piece);

    public override void Start(Outbox outbox)
    {
    }

    public override void Receive(Message message, Outbox outbox) => job.Receive(message, outbox);
}
