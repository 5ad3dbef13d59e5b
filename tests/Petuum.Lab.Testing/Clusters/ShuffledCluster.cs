using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Testing.Clusters;

/// <summary>What may happen next in a <see cref="ShuffledCluster"/>.</summary>
public enum DeliveryOrder
{
    /// <summary>The oldest thing under way: nothing is ever late.</summary>
    Sent,

    /// <summary>Any channel, but each channel delivers in the order sent.</summary>
    Channel,

    /// <summary>Anything: a message may overtake all others, of its own channel too.</summary>
    Any,
}

/// <summary>How a <see cref="ShuffledCluster"/> behaves.</summary>
public sealed record ShuffleOptions
{
    /// <summary>Decides the order of events and nothing else.</summary>
    public required Seed Seed { get; init; }

    /// <summary>What may happen next.</summary>
    public required DeliveryOrder Order { get; init; }

    /// <summary>So many of a hundred messages arrive twice.</summary>
    public int DuplicatePercent { get; init; }

    /// <summary>
    /// So many of a hundred steps offer spare bandwidth to some machine, if the plan has managed communication.
    /// </summary>
    public int BandwidthPercent { get; init; } = 30;

    /// <summary>Clocks at which a cut is offered to every machine, at a random time each.</summary>
    public IReadOnlyList<int> Cuts { get; init; } = [];

    /// <summary>Before a step another offer is made in so many of a hundred cases; 100: all before the first.</summary>
    public int OfferPercent { get; init; } = 100;

    /// <summary>The gate of VAP; asked again after every step.</summary>
    public IValueGate? Gate { get; init; }

    /// <summary>Sees, and may spoil, each message as it is sent; false loses it.</summary>
    public Func<Message, bool>? OnSend { get; init; }
}

/// <summary>
/// Drives the machines on one thread with no time at all: what is under way lies in a bag, and the next thing to happen
/// is
/// drawn from it. No network is as unkind, so what holds here for many seeds does not depend on the network.
/// </summary>
public sealed class ShuffledCluster(ShuffleOptions options) : ICluster
{
    /// <summary>Messages and batches of the last run.</summary>
    public MessagePool Pool { get; private set; } = new();

    /// <summary>Copies that the last run delivered besides.</summary>
    public MessageCopier Copier { get; private set; } = new();

    /// <summary>Steps of the last run: messages delivered and computations ended.</summary>
    public long Steps { get; private set; }

    /// <summary>The cuts of the last run that every machine agreed to, by clock.</summary>
    public IReadOnlyList<SavedCut> Saved { get; private set; } = [];

    /// <summary>A shard as its runs have them: rows are few and small, but a cut has several pieces.</summary>
    public static TableShard CreateShard(JobPlan plan, ShardId shard, MessagePool pool) =>
        new(plan, shard, pool) { CutSizes = new CutSizes(ChunkBytes: 56, PieceBytes: 1) };

    /// <inheritdoc/>
    public Task<JobResult> RunAsync(JobPlan plan, IRunObserver observer, CancellationToken cancellation) =>
        Task.FromResult(Run(plan, observer, cancellation));

    /// <summary>
    /// Runs a plan to its end: until nothing is under way. With a cut, from there on, by machines made anew from it.
    /// </summary>
    public JobResult Run(
        JobPlan plan, IRunObserver observer, CancellationToken cancellation = default, SavedCut? from = null)
    {
        (Pool, Copier, Steps) = (new MessagePool(), new MessageCopier(), 0);
        Run run = new(plan.Validated(), observer, options, Pool, Copier);
        run.Restore(from);
        run.Start();
        while (!cancellation.IsCancellationRequested && run.Step())
        {
            Steps++;
        }

        JobResult result = run.End(cancellation.IsCancellationRequested);
        Saved = run.Cuts.Saved;
        return result;
    }
}

/// <summary>One run: the machines and the bag.</summary>
internal sealed class Run : Outbox
{
    private readonly JobPlan _plan;
    private readonly IRunObserver _observer;
    private readonly ShuffleOptions _options;
    private readonly MessageCopier _copier;
    private readonly Pcg32 _generator;
    private readonly WorkerMachine[] _workers;
    private readonly TableShard[] _shards;
    private readonly SchedulerMachine? _scheduler;
    private readonly JobMachine _job;
    private readonly List<(Message? Message, Endpoint Machine)> _bag = [];
    private long _now;

    public CutCollector Cuts { get; }

    public Run(JobPlan plan, IRunObserver observer, ShuffleOptions options, MessagePool pool, MessageCopier copier)
    {
        (_plan, _observer, _options, _copier) = (plan, observer, options, copier);
        _generator = options.Seed.Split("deliveries").CreateGenerator();
        _workers = [.. Enumerable.Range(0, plan.Workers).Select(index => CreateWorker(new WorkerId(index), pool))];
        _shards =
        [
            .. Enumerable.Range(0, plan.Shards)
                .Select(index => ShuffledCluster.CreateShard(plan, new ShardId(index), pool)),
        ];
        _scheduler = plan.Program.IsModelParallel
            ? new SchedulerMachine(plan, plan.Program.CreateScheduler(plan.Workers, plan.Seed), pool)
            : null;
        _job = new JobMachine(plan);
        Cuts = new CutCollector(plan, options);
    }

    public void Restore(SavedCut? cut)
    {
        if (cut is null)
        {
            return;
        }

        foreach ((Endpoint machine, IReadOnlyList<byte[]> pieces) in cut.States)
        {
            foreach (byte[] piece in pieces)
            {
                Restore(machine, piece);
            }
        }
    }

    public void Start()
    {
        Emit(new RunEvent(RunEventKind.JobStarted, Endpoint.Job, Endpoint.Job, 0));
        foreach (TableShard shard in _shards)
        {
            shard.Start(this);
        }

        _scheduler?.Start(this);
        foreach (WorkerMachine worker in _workers)
        {
            worker.Start(this);
        }
    }

    /// <summary>Lets one thing happen; false if nothing is left or the run ended before its last clock.</summary>
    public bool Step()
    {
        if (_bag.Count == 0 || (_job.Outcome is not null && _job.Clock < _plan.Stop.MaxClocks))
        {
            return false;
        }

        _now++;
        Cuts.Offer(OfferCut);
        Cuts.Take();
        if (_plan.Communication is not null && _generator.NextInt(100) < _options.BandwidthPercent)
        {
            OfferBandwidth();
        }

        (Message? message, Endpoint machine) = Draw();
        if (message is null)
        {
            Computed(machine);
        }
        else
        {
            Deliver(message);
        }

        AskGate();
        return true;
    }

    public JobResult End(bool isCancelled)
    {
        Cuts.TakeAll();
        if (_job.Clock == _plan.Stop.MaxClocks)
        {
            Cuts.End();
        }

        JobOutcome outcome = isCancelled ? JobOutcome.Cancelled : _job.Outcome ?? JobOutcome.Stuck;
        string explanation = outcome == JobOutcome.Stuck ? DescribeWaits() : string.Empty;
        JobResult result = new(outcome, _job.Clock, _job.Model, _job.Evaluation, _now, explanation);
        Emit(new RunEvent(RunEventKind.JobEnded, Endpoint.Job, Endpoint.Job, _job.Clock, Payload: result));
        return result;
    }

    public override void Send(Message message)
    {
        if (_options.OnSend is { } onSend && !onSend(message))
        {
            message.Release();
            return;
        }

        Emit(new RunEvent(RunEventKind.MessageSent, message.From, message.To, 0, message.Bytes, message));
        if (_generator.NextInt(100) < _options.DuplicatePercent)
        {
            _bag.Add((_copier.Copy(message), message.To));
        }

        _bag.Add((message, message.To));
    }

    public override void Compute(Endpoint machine, int clock, long work) => _bag.Add((null, machine));

    public override void Save(Endpoint machine, int clock, CutState state) => Cuts.Save(machine, clock, state);

    public override void Emit(in RunEvent happened) => _observer.On(happened with { TimeMicros = _now });

    private WorkerMachine CreateWorker(WorkerId worker, MessagePool pool) =>
        new(_plan, worker, _plan.Program.CreateWorker(worker, _plan.Workers, _plan.Seed), pool, _options.Gate);

    private void Restore(Endpoint machine, byte[] piece)
    {
        switch (machine.Role)
        {
            case Role.Worker:
                _workers[machine.Index].Restore(piece);
                break;
            case Role.Shard:
                _shards[machine.Index].Restore(piece);
                break;
            case Role.Scheduler:
                _scheduler!.Restore(piece);
                break;
            default:
                _job.Restore(piece);
                break;
        }
    }

    private bool OfferCut(Endpoint machine, int clock) => machine.Role switch
    {
        Role.Worker => _workers[machine.Index].OfferCut(clock, this),
        Role.Shard => _shards[machine.Index].OfferCut(clock, this),
        Role.Scheduler => _scheduler!.OfferCut(clock, this),
        _ => _job.OfferCut(clock, this),
    };

    private (Message? Message, Endpoint Machine) Draw()
    {
        int at = _options.Order == DeliveryOrder.Sent ? 0 : _generator.NextInt(_bag.Count);
        if (_options.Order == DeliveryOrder.Channel && _bag[at].Message is { } drawn)
        {
            at = _bag.FindIndex(entry =>
                entry.Message is { } message && message.From == drawn.From && message.To == drawn.To);
        }

        (Message? Message, Endpoint Machine) next = _bag[at];
        _bag.RemoveAt(at);
        return next;
    }

    private void Deliver(Message message)
    {
        Emit(new RunEvent(RunEventKind.MessageDelivered, message.To, message.From, 0, message.Bytes, message));
        switch (message.To.Role)
        {
            case Role.Worker:
                _workers[message.To.Index].Receive(message, this);
                break;
            case Role.Shard:
                _shards[message.To.Index].Receive(message, this);
                break;
            case Role.Scheduler:
                _scheduler!.Receive(message, this);
                break;
            default:
                _job.Receive(message, this);
                break;
        }
    }

    private void Computed(Endpoint machine)
    {
        if (machine.Role == Role.Scheduler)
        {
            _scheduler!.OnComputed(this);
            return;
        }

        _workers[machine.Index].OnComputed(this);
    }

    private void OfferBandwidth()
    {
        int machine = _generator.NextInt(_workers.Length + _shards.Length);
        int bytes = _generator.NextInt(200);
        if (machine >= _workers.Length)
        {
            _shards[machine - _workers.Length].OnBandwidth(bytes, this);
        }
        else if (_workers[machine].State is not (WorkerState.Created or WorkerState.Finished))
        {
            _workers[machine].OnBandwidth(bytes, this);
        }
    }

    private void AskGate()
    {
        if (_options.Gate is null)
        {
            return;
        }

        foreach (WorkerMachine worker in _workers)
        {
            worker.OnValueGateOpened(this);
        }
    }

    private string DescribeWaits()
    {
        IEnumerable<string> waits = _workers.Select(worker => worker.DescribeWait())
            .Concat(_shards.Select(shard => shard.DescribeWait()));
        return string.Join("; ", _scheduler is null ? waits : waits.Append(_scheduler.DescribeWait()));
    }
}
