using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Messages;

namespace Petuum.Lab.Simulation.Engine;

/// <summary>
/// One run: the machines, and the loop that takes the next event and hands it to the machine concerned.
/// </summary>
internal sealed class SimulatedRun
{
    private readonly JobPlan _plan;
    private readonly SimulationOptions _options;
    private readonly Accounting _accounting;
    private readonly EventQueue<SimulatedEvent> _queue = new();
    private readonly JobMachine _job;
    private readonly WorkerMachine[] _workers;
    private readonly TableShard[] _shards;
    private readonly SchedulerMachine? _scheduler;
    private readonly IValueGate? _gate;
    private readonly Switchboard _outbox;
    private readonly EarlySending? _early;

    public SimulatedRun(JobPlan plan, SimulationOptions options, Accounting accounting, IRunObserver observer)
    {
        (_plan, _options, _accounting) = (plan, options, accounting);
        Topology topology = new(plan, options.Network.Placement);
        MessagePool pool = new();
        _gate = CreateGate(plan, options);
        _job = new JobMachine(plan);
        _outbox = new Switchboard(
            options, topology, _queue, _job, accounting, Combine(_gate as IRunObserver, observer));
        _shards = [.. Enumerable.Range(0, plan.Shards).Select(shard => new TableShard(plan, new ShardId(shard), pool))];
        _workers = [.. Enumerable.Range(0, plan.Workers).Select(worker => new WorkerMachine(
            plan,
            new WorkerId(worker),
            plan.Program.CreateWorker(new WorkerId(worker), plan.Workers, plan.Seed),
            pool,
            _gate))];
        _scheduler = plan.Program.IsModelParallel
            ? new SchedulerMachine(plan, plan.Program.CreateScheduler(plan.Workers, plan.Seed), pool)
            : null;
        _early = plan.Communication is null
            ? null
            : new EarlySending(plan, topology, _queue, _workers, _shards, _outbox, accounting);
        _outbox.Early = _early;
    }

    /// <summary>Runs to the end.</summary>
    public JobResult Run(CancellationToken cancellation)
    {
        _outbox.Emit(new RunEvent(RunEventKind.JobStarted, Endpoint.Job, Endpoint.Job, Clock: 0));
        Start();
        while (_job.Outcome is null)
        {
            if (_queue.Count == 0)
            {
                return End(JobOutcome.Stuck, Explanation.OfStuck(_workers, _shards, _scheduler, _plan));
            }

            if (_queue.NextMicros > _options.TimeLimitMicros)
            {
                _accounting.NowMicros = _options.TimeLimitMicros.Value;
                return End(
                    JobOutcome.NotConverged, $"the limit of {_accounting.NowMicros} µs of virtual time was reached.");
            }

            if (cancellation.IsCancellationRequested)
            {
                return End(JobOutcome.Cancelled, "the run was cancelled.");
            }

            SimulatedEvent next = _queue.Take(out long micros);
            _accounting.NowMicros = micros;
            Handle(next);
        }

        return End(_job.Outcome.Value, explanation: "");
    }

    private void Start()
    {
        foreach (TableShard shard in _shards)
        {
            shard.Start(_outbox);
        }

        _scheduler?.Start(_outbox);
        foreach (WorkerMachine worker in _workers)
        {
            worker.Start(_outbox);
        }
    }

    private JobResult End(JobOutcome outcome, string explanation)
    {
        JobResult result = new(outcome, _job.Clock, _job.Model, _job.Evaluation, _accounting.NowMicros, explanation);
        _outbox.Emit(new RunEvent(RunEventKind.JobEnded, Endpoint.Job, Endpoint.Job, _job.Clock, Payload: result));
        return result;
    }

    private void Handle(in SimulatedEvent next)
    {
        switch (next.Kind)
        {
            case SimulatedEventKind.Arrival:
                if (!_outbox.Arrive(next))
                {
                    return;
                }

                Deliver(next);
                break;
            case SimulatedEventKind.Delivery:
                Deliver(next);
                break;
            case SimulatedEventKind.Computed:
                OnComputed(next.Machine);
                break;
            default:
                _early!.OnTick(next.Machine);
                return;
        }

        _early?.OnHandled(next.Machine);
    }

    private void Deliver(in SimulatedEvent delivery)
    {
        _outbox.ReportDelivery(delivery);
        bool mayOpenGate = _gate is not null && delivery.Message is RowsMessage or Update;
        int machine = delivery.Machine;
        if (machine < _workers.Length)
        {
            _workers[machine].Receive(delivery.Message!, _outbox);
        }
        else if (machine < _workers.Length + _shards.Length)
        {
            _shards[machine - _workers.Length].Receive(delivery.Message!, _outbox);
        }
        else
        {
            _scheduler!.Receive(delivery.Message!, _outbox);
        }

        if (mayOpenGate)
        {
            RetryCommits();
        }
    }

    private void RetryCommits()
    {
        foreach (WorkerMachine worker in _workers)
        {
            worker.OnValueGateOpened(_outbox);
        }
    }

    private void OnComputed(int machine)
    {
        if (machine >= _workers.Length)
        {
            _scheduler!.OnComputed(_outbox);
            return;
        }

        WorkerMachine worker = _workers[machine];
        int round = worker.Clock;
        worker.OnComputed(_outbox);
        if (worker.Clock == round)
        {
            _early?.OnUnitEnded(machine);
        }
    }

    private static IValueGate? CreateGate(JobPlan plan, SimulationOptions options)
    {
        if (!plan.Consistency.Any(policy => policy.BoundsValues))
        {
            return null;
        }

        return options.Gate?.Invoke(plan)
            ?? throw new PlanException(
                "VAP needs to know what every worker has seen", "give the simulation a value gate");
    }

    private static IRunObserver? Combine(IRunObserver? gate, IRunObserver observer)
    {
        IRunObserver? others = observer is NullObserver ? null : observer;
        return gate is null ? others : others is null ? gate : new ObserverList(gate, others);
    }
}
