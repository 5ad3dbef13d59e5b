using System.Runtime.InteropServices;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Core.Machines;

/// <summary>
/// The scheduler: schedules rounds and pulls them, in one fixed order. With depth d it schedules 0 … d−1, then pulls 0,
/// schedules d, pulls 1, … so that the schedule of round n has seen exactly the pulls of rounds ≤ n − d, whatever the
/// network does. As a writer its commits of round m belong to clock m + d − 1: what round m + d may rely on.
/// </summary>
public sealed class SchedulerMachine
{
    private readonly JobPlan _plan;
    private readonly IScheduleProgram _program;
    private readonly MessagePool _pool;
    private readonly Numbering _numbering = new(Endpoint.Scheduler);
    private readonly InOrderInbox _inbox = new();
    private readonly TableClient _client;
    private readonly ChangeSet[] _changes;
    private readonly PullOutput _pull;
    private readonly PushResults _pushResults = new();
    private readonly Queue<ScheduleOutput> _inFlight = new();
    private readonly Stack<ScheduleOutput> _spare = new();
    private readonly Dictionary<int, RoundResults> _results = [];
    private readonly Cuts _cuts;
    private readonly List<SchedulerCut> _incomplete = [];
    private ScheduleOutput? _newest;
    private Step _step = Step.Waiting;
    private bool _isWaiting;
    private int _scheduled;
    private int _pulled;

    /// <summary>The scheduler of a run.</summary>
    public SchedulerMachine(JobPlan plan, IScheduleProgram program, MessagePool pool)
    {
        (_plan, _program, _pool) = (plan, program, pool);
        _cuts = new Cuts(plan, Endpoint.Scheduler);
        _client = new TableClient(plan, Endpoint.Scheduler, pool, _numbering);
        _changes = ChangeSet.ForAll(plan.Program.Tables);
        _pull = new PullOutput(_changes);
    }

    private enum Step
    {
        /// <summary>For results.</summary>
        Waiting,

        /// <summary>For rows that the next schedule or pull reads.</summary>
        Reading,

        /// <summary>Computing a schedule.</summary>
        Scheduling,

        /// <summary>Computing a pull.</summary>
        Pulling,

        /// <summary>All rounds are pulled.</summary>
        Finished,
    }

    private bool SchedulesNext => _scheduled < Math.Min(_pulled + _plan.PipelineDepth, _plan.Stop.MaxClocks);

    /// <summary>
    /// Agrees to save its state at a cut: before it schedules the round of that clock, when it has ended the clocks
    /// below; with the results of the rounds in flight then, so it may come late. False if it has begun to schedule
    /// that round, by asking the program what it reads, or a later one.
    /// </summary>
    public bool OfferCut(int clock, Outbox outbox)
    {
        bool hasBegun = SchedulesNext && _step != Step.Waiting;
        return (clock > _scheduled || (clock == _scheduled && !hasBegun)) && _cuts.Agree(clock);
    }

    /// <summary>Goes on from a saved state, by scheduling the round of its clock. To be called before Start.</summary>
    /// <exception cref="InvariantException">The state is not one of this scheduler's; says what differs.</exception>
    public void Restore(ReadOnlyMemory<byte> state)
    {
        Invariant.Require(_scheduled == 0 && _step == Step.Waiting, "the scheduler was restored after it had begun.");
        StateReader reader = _cuts.Open(state, out int clock);
        SchedulerCut.Load(reader, clock, _program, _inFlight, _results, _plan.Workers, _pool);
        _cuts.Close(reader);
        (_scheduled, _pulled) = (clock, clock - _inFlight.Count);
    }

    /// <summary>Ticks the clocks before the first pull and schedules the first rounds.</summary>
    public void Start(Outbox outbox)
    {
        for (int clock = _scheduled; clock < Math.Min(_plan.PipelineDepth - 1, _plan.Stop.MaxClocks); clock++)
        {
            _client.EndClock(clock, outbox);
        }

        BeginStep(outbox);
    }

    /// <summary>Takes a message, in any order and any number of times.</summary>
    public void Receive(Message message, Outbox outbox)
    {
        Endpoint sender = message.From;
        for (Message? next = _inbox.Accept(message) ? message : null; next is not null; next = _inbox.TakeNext(sender))
        {
            switch (next)
            {
                case PartialResults results:
                    On(results, outbox);
                    break;
                case RowsMessage rows:
                    On(rows, outbox);
                    break;
                default:
                    throw new InvariantException($"the scheduler got a {next.GetType().Name}.");
            }
        }
    }

    /// <summary>The computing that was announced is over.</summary>
    public void OnComputed(Outbox outbox)
    {
        outbox.Emit(new RunEvent(RunEventKind.ComputeEnded, Endpoint.Scheduler, Endpoint.Scheduler, CurrentRound));
        if (_step == Step.Scheduling)
        {
            DispatchRound(outbox);
        }
        else
        {
            CommitPull(outbox);
        }

        BeginStep(outbox);
    }

    /// <summary>What it waits for, in a sentence; for the verdict "stuck".</summary>
    public string DescribeWait()
    {
        if (_step == Step.Reading)
        {
            return $"the scheduler {_client.DescribeWait()}";
        }

        if (_step == Step.Finished)
        {
            return "the scheduler has pulled all rounds";
        }

        RoundResults results = _results.GetValueOrDefault(_pulled) ?? new RoundResults(_plan.Workers);
        string missing = string.Join(", ", results.Missing);
        return $"the scheduler waits for the results of round {_pulled} from worker {missing}";
    }

    private int CurrentRound => _step == Step.Scheduling ? _scheduled : _pulled;

    private void On(PartialResults results, Outbox outbox)
    {
        if (!_results.TryGetValue(results.Round, out RoundResults? round))
        {
            round = new RoundResults(_plan.Workers);
            _results.Add(results.Round, round);
        }

        round.Add(results);
        TakeIntoCuts(results, outbox);
        if (_step == Step.Waiting)
        {
            BeginStep(outbox);
        }
    }

    private void On(RowsMessage rows, Outbox outbox)
    {
        if (_client.On(rows, outbox) && _step == Step.Reading)
        {
            RunStep(outbox);
        }
    }

    private void BeginStep(Outbox outbox)
    {
        if (_pulled == _plan.Stop.MaxClocks)
        {
            _step = Step.Finished;
            return;
        }

        if (SchedulesNext && _cuts.Take(_scheduled))
        {
            BeginCut(outbox);
        }

        bool canPull = _results.TryGetValue(_pulled, out RoundResults? results) && results.IsComplete;
        if (!SchedulesNext && !canPull)
        {
            _step = Step.Waiting;
            Wait(WaitReason.Results, outbox);
            return;
        }

        ReadSet reads = _client.Open(_pulled);
        _program.DeclareReads(SchedulesNext ? _scheduled : _pulled, reads);
        if (reads.Count == 0 || _client.Prepare(outbox))
        {
            RunStep(outbox);
            return;
        }

        _step = Step.Reading;
        Wait(WaitReason.Rows, outbox);
    }

    private void BeginCut(Outbox outbox)
    {
        _incomplete.Add(new SchedulerCut(
            _scheduled, _cuts.Begin(_scheduled), _program, _inFlight, _plan.Workers));
        foreach (RoundResults round in _results.OrderBy(round => round.Key).Select(round => round.Value))
        {
            foreach (PartialResults result in round.Arrived)
            {
                _incomplete[^1].Take(result);
            }
        }

        SaveComplete(outbox);
    }

    private void TakeIntoCuts(PartialResults results, Outbox outbox)
    {
        foreach (SchedulerCut cut in _incomplete)
        {
            cut.Take(results);
        }

        SaveComplete(outbox);
    }

    private void SaveComplete(Outbox outbox)
    {
        while (_incomplete.Count > 0 && _incomplete[0].IsComplete)
        {
            outbox.Save(Endpoint.Scheduler, _incomplete[0].Clock, CutState.Of(_incomplete[0].Complete()));
            _incomplete.RemoveAt(0);
        }
    }

    private void RunStep(Outbox outbox)
    {
        if (_isWaiting)
        {
            _isWaiting = false;
            outbox.Emit(new RunEvent(RunEventKind.WaitEnded, Endpoint.Scheduler, Endpoint.Scheduler, CurrentRound));
        }

        if (_client.View.Count > 0)
        {
            outbox.Emit(new RunEvent(
                RunEventKind.RowsRead, Endpoint.Scheduler, Endpoint.Scheduler, _pulled, Payload: _client.View));
        }

        bool schedules = SchedulesNext;
        _step = schedules ? Step.Scheduling : Step.Pulling;
        long work = schedules ? Schedule() : Pull();
        outbox.Emit(new RunEvent(
            RunEventKind.ComputeStarted, Endpoint.Scheduler, Endpoint.Scheduler, CurrentRound, work));
        outbox.Compute(Endpoint.Scheduler, CurrentRound, work);
    }

    private long Schedule()
    {
        ScheduleOutput output = _spare.TryPop(out ScheduleOutput? spare) ? spare : new ScheduleOutput();
        output.Open(_scheduled);
        _inFlight.Enqueue(output);
        _newest = output;
        _program.Schedule(_scheduled, _client.View, output);
        return output.Work;
    }

    private void DispatchRound(Outbox outbox)
    {
        ScheduleOutput output = _newest!;
        long items = 0;
        foreach ((WorkUnit unit, _) in output.Units)
        {
            items += unit.Items.Length;
        }

        outbox.Emit(new RunEvent(
            RunEventKind.Scheduled, Endpoint.Scheduler, Endpoint.Scheduler, output.Round, items, output));
        List<WorkUnit>[] units = ScheduleOutput.ByWorker(output.Units, _plan.Workers);
        for (int worker = 0; worker < units.Length; worker++)
        {
            outbox.Send(_numbering.Stamp(
                new Dispatch { Round = output.Round, Units = units[worker] }, new WorkerId(worker)));
        }

        _scheduled++;
    }

    private long Pull()
    {
        ScheduleOutput round = _inFlight.Peek();
        RoundResults results = _results[_pulled];
        int[] next = new int[_plan.Workers];
        _pull.Clear();
        foreach ((WorkUnit unit, WorkerId? only) in round.Units)
        {
            _pushResults.Clear();
            (int first, int count) = only is { } one ? (one.Index, 1) : (0, _plan.Workers);
            for (int worker = first; worker < first + count; worker++)
            {
                _pushResults.Add(Slice(results[worker], next[worker]++));
            }

            _program.Pull(unit, _pushResults, _client.View, _pull);
        }

        return _pull.Work;
    }

    private void CommitPull(Outbox outbox)
    {
        outbox.Emit(new RunEvent(RunEventKind.Pulled, Endpoint.Scheduler, Endpoint.Scheduler, _pulled, Payload: _pull));
        _client.Commit(_changes, endsRound: false);
        foreach (ChangeSet changes in _changes)
        {
            changes.Clear();
        }

        int clock = _pulled + _plan.PipelineDepth - 1;
        if (clock < _plan.Stop.MaxClocks)
        {
            _client.EndClock(clock, outbox);
        }

        _results.Remove(_pulled, out RoundResults? results);
        foreach (PartialResults result in results!.Arrived)
        {
            result.Release();
        }

        _spare.Push(_inFlight.Dequeue());
        _pulled++;
    }

    private static ReadOnlyMemory<double> Slice(PartialResults results, int unit)
    {
        int start = unit == 0 ? 0 : results.Ends[unit - 1];
        double[] values = new double[results.Ends[unit] - start];
        CollectionsMarshal.AsSpan(results.Values)[start..results.Ends[unit]].CopyTo(values);
        return values;
    }

    private void Wait(WaitReason reason, Outbox outbox)
    {
        if (!_isWaiting)
        {
            _isWaiting = true;
            outbox.Emit(new RunEvent(
                RunEventKind.WaitStarted,
                Endpoint.Scheduler,
                Endpoint.Scheduler,
                CurrentRound,
                Payload: WaitReasons.PayloadOf(reason)));
        }
    }
}
