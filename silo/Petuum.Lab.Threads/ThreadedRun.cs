using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Messages;

namespace Petuum.Lab.Threads;

/// <summary>One run: the machines, their mailboxes, and a thread for each worker.</summary>
internal sealed class ThreadedRun : Outbox
{
    private readonly JobPlan _plan;
    private readonly ThreadsOptions _options;
    private readonly IRunObserver _evaluations;
    private readonly IRunObserver? _observer;
    private readonly Lock _observing = new();
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private readonly Crew _crew;
    private readonly MessagePool _pool = new(isShared: true);
    private readonly WorkerThread[] _workers;
    private readonly TableShard[] _shards;
    private readonly PassiveMachine[] _shardMachines;
    private readonly SchedulerMachine? _scheduler;
    private readonly PassiveMachine _schedulerMachine;
    private readonly JobMachine _job;
    private readonly PassiveMachine _jobMachine;
    private MachineFailedException? _failure;
    private bool _schedulerComputes;

    public ThreadedRun(JobPlan plan, ThreadsOptions options, IRunObserver observer)
    {
        (_plan, _options, _evaluations) = (plan, options, observer);
        _observer = observer is NullObserver || observer.WantsEvaluationsOnly ? null : observer;
        _crew = new Crew(plan.Workers);
        _shards = [.. Enumerable.Range(0, plan.Shards)
            .Select(index => new TableShard(plan, new ShardId(index), _pool))];
        _shardMachines = [.. _shards.Select((shard, index) => new PassiveMachine(
            new ShardId(index).ToString(), message => OnShard(shard, message)))];
        _scheduler = plan.Program.IsModelParallel
            ? new SchedulerMachine(plan, plan.Program.CreateScheduler(plan.Workers, plan.Seed), _pool)
            : null;
        _schedulerMachine = new PassiveMachine("scheduler", OnScheduler);
        _job = new JobMachine(plan);
        _jobMachine = new PassiveMachine("job", OnJob);
        _workers = [.. Enumerable.Range(0, plan.Workers).Select(index => new WorkerThread(new WorkerId(index)))];
    }

    /// <summary>Runs to the end.</summary>
    public async Task<JobResult> RunAsync(CancellationToken cancellation)
    {
        await using (cancellation.Register(_crew.Disband))
        {
            Guarded(() => "the start", Start);
            Task[] threads = [.. _workers.Select(worker => Task.Factory.StartNew(
                () => Guarded(() => Describe(worker), () => Work(worker)),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default))];
            await Task.WhenAll(threads);
        }

        _crew.Dispose();
        if (_failure?.InnerException is PlanException refused)
        {
            ExceptionDispatchInfo.Throw(refused);
        }

        return _failure is null ? End(cancellation.IsCancellationRequested) : throw _failure;
    }

    public override void Send(Message message)
    {
        if (_observer is not null)
        {
            Emit(new RunEvent(RunEventKind.MessageSent, message.From, message.To, 0, message.Bytes, message));
        }

        if (message.To.Role == Role.Worker)
        {
            WorkerThread worker = _workers[message.To.Index];
            if (worker.Mailbox.Post(message))
            {
                _crew.Call(worker.Id.Index);
            }

            return;
        }

        PassiveMachine machine = message.To.Role switch
        {
            Role.Shard => _shardMachines[message.To.Index],
            Role.Scheduler => _schedulerMachine,
            _ => _jobMachine,
        };
        if (machine.Mailbox.Post(message))
        {
            _crew.Offer(machine);
        }
    }

    public override void Compute(Endpoint machine, int clock, long work)
    {
        if (machine.Role == Role.Scheduler)
        {
            _schedulerComputes = true;
        }
        else
        {
            _workers[machine.Index].HasComputed = true;
        }
    }

    public override void Emit(in RunEvent happened)
    {
        if (_observer is not null || happened.Kind == RunEventKind.Evaluated)
        {
            lock (_observing)
            {
                _evaluations.On(happened with { TimeMicros = NowMicros });
            }
        }
    }

    private long NowMicros => _time.Elapsed.Ticks / TimeSpan.TicksPerMicrosecond;

    private void Start()
    {
        Emit(new RunEvent(RunEventKind.JobStarted, Endpoint.Job, Endpoint.Job, Clock: 0));
        foreach (TableShard shard in _shards)
        {
            shard.Start(this);
        }

        _scheduler?.Start(this);
        FinishSchedulersComputing();
    }

    /// <summary>A worker's thread: its own machine first, then whatever has messages and no thread.</summary>
    private void Work(WorkerThread self)
    {
        if (_crew.IsDisbanded)
        {
            return;
        }

        self.Machine = new WorkerMachine(
            _plan, self.Id, _plan.Program.CreateWorker(self.Id, _plan.Workers, _plan.Seed), _pool);
        self.Begin(NowMicros);
        if (!_crew.IsDisbanded)
        {
            self.Machine.Start(this);
        }

        while (!_crew.IsDisbanded)
        {
            if (self.HasComputed)
            {
                Straggle(self);
                CatchUp(self);
                self.HasComputed = false;
                self.Machine.OnComputed(this);
            }
            else if (self.Mailbox.TryTake(out Message? message))
            {
                Deliver(message!);
                self.Begin(NowMicros);
                self.Machine.Receive(message!, this);
            }
            else if (!TryServe(self))
            {
                _crew.Wait(self.Id.Index, self.Mailbox);
            }
        }
    }

    /// <summary>
    /// Between two units: what came in while the last one computed, and some work of those without a thread. A worker
    /// that never has to wait would do neither otherwise.
    /// </summary>
    private void CatchUp(WorkerThread self)
    {
        while (!_crew.IsDisbanded && self.Mailbox.TryTake(out Message? message))
        {
            Deliver(message!);
            self.Machine!.Receive(message!, this);
        }

        TryServe(self);
        self.Begin(NowMicros);
    }

    /// <summary>Runs a machine that has no thread for some messages, if one has any.</summary>
    private bool TryServe(WorkerThread self)
    {
        if (!_crew.TryTake(out PassiveMachine? machine))
        {
            return false;
        }

        self.Guest = machine;
        machine!.Run(_crew);
        self.Guest = null;
        return true;
    }

    /// <summary>Sleeps for as long as the straggler model makes the unit just computed take longer.</summary>
    private void Straggle(WorkerThread self)
    {
        long now = NowMicros;
        if (_options.Stragglers is { } stragglers)
        {
            long nominal = now - self.BeganMicros;
            long more = stragglers(self.Id, self.Machine!.Clock, self.BeganMicros, nominal) - nominal;
            if (more > 0)
            {
                _crew.Rest(self.Id.Index, TimeSpan.FromMicroseconds(more));
            }
        }
    }

    private void OnShard(TableShard shard, Message message)
    {
        Deliver(message);
        shard.Receive(message, this);
    }

    private void OnScheduler(Message message)
    {
        Deliver(message);
        _scheduler!.Receive(message, this);
        FinishSchedulersComputing();
    }

    private void FinishSchedulersComputing()
    {
        while (_schedulerComputes)
        {
            _schedulerComputes = false;
            _scheduler!.OnComputed(this);
        }
    }

    private void OnJob(Message message)
    {
        Deliver(message);
        _job.Receive(message, this);
        if (_job.Outcome is not null)
        {
            _crew.Disband();
        }
    }

    private void Deliver(Message message)
    {
        if (_observer is not null)
        {
            Emit(new RunEvent(RunEventKind.MessageDelivered, message.To, message.From, 0, message.Bytes, message));
        }
    }

    /// <summary>Ends the run with the first exception of any thread.</summary>
    private void Guarded(Func<string> describe, Action act)
    {
        try
        {
            act();
        }
        catch (Exception failure)
        {
            MachineFailedException named = new($"{describe()} failed: {failure.Message}", failure);
            Interlocked.CompareExchange(ref _failure, named, null);
            _crew.Disband();
        }
    }

    private static string Describe(WorkerThread worker) =>
        worker.Guest is { } guest ? guest.Name
        : worker.Machine is { } machine ? $"{worker.Id} in round {machine.Clock}, work unit {machine.Unit},"
        : $"{worker.Id} before its first round";

    private JobResult End(bool isCancelled)
    {
        JobOutcome outcome = _job.Outcome ?? (isCancelled ? JobOutcome.Cancelled : JobOutcome.Stuck);
        string explanation = outcome switch
        {
            JobOutcome.Stuck =>
                Explanation.OfStuck([.. _workers.Select(worker => worker.Machine!)], _shards, _scheduler, _plan),
            JobOutcome.Cancelled => "the run was cancelled.",
            _ => "",
        };
        JobResult result = new(outcome, _job.Clock, _job.Model, _job.Evaluation, NowMicros, explanation);
        Emit(new RunEvent(RunEventKind.JobEnded, Endpoint.Job, Endpoint.Job, _job.Clock, Payload: result));
        return result;
    }
}
