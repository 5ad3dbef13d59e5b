using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Core.Machines;

/// <summary>What a worker is doing.</summary>
public enum WorkerState
{
    /// <summary>Not started.</summary>
    Created,

    /// <summary>The scheduler has not dispatched the round yet.</summary>
    WaitingForDispatch,

    /// <summary>Rows are missing or too stale, or the start rule does not hold yet.</summary>
    WaitingForRows,

    /// <summary>The program computes.</summary>
    Computing,

    /// <summary>Too much is in transit (VAP).</summary>
    WaitingForValueBound,

    /// <summary>All rounds are completed.</summary>
    Finished,
}

/// <summary>
/// A worker: takes the units of a round, reads their rows through its cache, lets the program push, and ends the round
/// by
/// sending the oplog with the tick.
/// </summary>
public sealed class WorkerMachine
{
    private readonly JobPlan _plan;
    private readonly WorkerId _self;
    private readonly IWorkerProgram _program;
    private readonly IValueGate? _gate;
    private readonly MessagePool _pool;
    private readonly Numbering _numbering;
    private readonly InOrderInbox _inbox = new();
    private readonly TableClient _client;
    private readonly Cuts _cuts;
    private readonly ChangeSet[] _unit;
    private readonly PushOutput _output;
    private readonly Dictionary<int, Dispatch> _dispatched = [];
    private readonly WorkUnit[]? _ownUnits;
    private IReadOnlyList<WorkUnit> _units = [];
    private PartialResults? _results;
    private int _nextUnit;
    private int _roundsToBegin;
    private long _samples;

    /// <summary>A worker of a run; <paramref name="gate"/> is null where nobody has global knowledge.</summary>
    public WorkerMachine(JobPlan plan, WorkerId self, IWorkerProgram program, MessagePool pool, IValueGate? gate = null)
    {
        (_plan, _self, _program, _pool, _gate) = (plan, self, program, pool, gate);
        _numbering = new Numbering(self);
        _client = new TableClient(plan, self, pool, _numbering);
        _cuts = new Cuts(plan, self);
        _unit = ChangeSet.ForAll(plan.Program.Tables);
        _output = new PushOutput(_unit);
        _ownUnits = plan.Program.IsModelParallel ? null : new WorkUnit[plan.UnitsPerRound];
    }

    /// <summary>What it is doing.</summary>
    public WorkerState State { get; private set; }

    /// <summary>Rounds it has completed.</summary>
    public int Clock { get; private set; }

    /// <summary>Which work unit of the round it is at, counted from 0.</summary>
    public int Unit => _nextUnit;

    /// <summary>True if there are changes that could be sent before the clock ends.</summary>
    public bool HasPendingChanges => Array.Exists(_client.Pending, changes => !changes.IsEmpty);

    /// <summary>
    /// Agrees to save its state at a cut: with the rounds below the clock completed and that round not begun. False if
    /// it has begun that round, by asking the program what its first unit reads, or a later one.
    /// </summary>
    public bool OfferCut(int clock, Outbox outbox)
    {
        bool isAtCut = clock == Clock && State is WorkerState.Created or WorkerState.WaitingForDispatch;
        if ((clock <= Clock && !isAtCut) || !_cuts.Agree(clock))
        {
            return false;
        }

        SaveCut(outbox);
        return true;
    }

    /// <summary>Goes on from a saved state, in the round of its clock. To be called before Start.</summary>
    /// <exception cref="InvariantException">The state is not one of this worker's; says what differs.</exception>
    public void Restore(ReadOnlyMemory<byte> state)
    {
        Invariant.Require(
            State == WorkerState.Created && Clock == 0, $"{_self} was restored while {State} at clock {Clock}.");
        StateReader reader = _cuts.Open(state, out int clock);
        _program.Load(reader);
        _cuts.Close(reader);
        Clock = clock;
    }

    /// <summary>Begins the first round.</summary>
    public void Start(Outbox outbox) => BeginRound(outbox);

    /// <summary>Takes a message, in any order and any number of times.</summary>
    public void Receive(Message message, Outbox outbox)
    {
        Endpoint sender = message.From;
        for (Message? next = _inbox.Accept(message) ? message : null; next is not null; next = _inbox.TakeNext(sender))
        {
            switch (next)
            {
                case RowsMessage rows:
                    On(rows, outbox);
                    break;
                case Dispatch dispatch:
                    On(dispatch, outbox);
                    break;
                default:
                    throw new InvariantException($"{_self} got a {next.GetType().Name}.");
            }
        }
    }

    /// <summary>The computing that was announced is over.</summary>
    public void OnComputed(Outbox outbox)
    {
        Invariant.Require(State == WorkerState.Computing, $"{_self} has computed while {State}.");
        outbox.Emit(new RunEvent(RunEventKind.ComputeEnded, _self, _self, Clock, Payload: _output));
        _client.Commit(_unit, endsRound: _nextUnit + 1 >= _units.Count);
        foreach (ChangeSet changes in _unit)
        {
            changes.Clear();
        }

        _samples += _output.Samples;
        if (_output.GoesOn)
        {
            Invariant.Require(_output.Results.Count == 0, $"a unit of {_self} gave results before its last part.");
            if (_gate is null)
            {
                _client.SendPending(Clock, outbox);
                outbox.Flush();
            }

            Push(_client.NoRows, outbox);
            return;
        }

        KeepResults();
        _nextUnit++;
        BeginUnit(outbox);
    }

    /// <summary>There is bandwidth to spare for this many bytes; returns how many were used ([B] §4).</summary>
    public long OnBandwidth(long bytesMax, Outbox outbox) => _client.SendEarly(Clock, bytesMax, outbox);

    /// <summary>Less is in transit than before (VAP).</summary>
    public void OnValueGateOpened(Outbox outbox)
    {
        if (State == WorkerState.WaitingForValueBound)
        {
            EndRound(outbox);
        }
    }

    /// <summary>What it waits for, in a sentence; for the verdict "stuck".</summary>
    public string DescribeWait() => State switch
    {
        WorkerState.WaitingForDispatch => $"{_self} in round {Clock} waits for the scheduler to dispatch it",
        WorkerState.WaitingForRows => $"{_self} in round {Clock} {_client.DescribeWait()}",
        WorkerState.WaitingForValueBound => $"{_self} in round {Clock} waits until less is in transit",
        _ => $"{_self} in round {Clock} is {State}",
    };

    private void On(RowsMessage rows, Outbox outbox)
    {
        if (!_client.On(rows, outbox) || State != WorkerState.WaitingForRows)
        {
            return;
        }

        outbox.Emit(new RunEvent(RunEventKind.WaitEnded, _self, _self, Clock));
        RunUnit(outbox);
    }

    private void On(Dispatch dispatch, Outbox outbox)
    {
        _dispatched.Add(dispatch.Round, dispatch);
        if (State == WorkerState.WaitingForDispatch && dispatch.Round == Clock)
        {
            outbox.Emit(new RunEvent(RunEventKind.WaitEnded, _self, _self, Clock));
            BeginRound(outbox);
        }
    }

    /// <summary>
    /// Begins the round of the clock. A round without units is over at once and begins the next one from within: that
    /// one is begun here, in turn, so that no number of such rounds fills the stack.
    /// </summary>
    private void BeginRound(Outbox outbox)
    {
        _roundsToBegin++;
        while (_roundsToBegin == 1)
        {
            BeginOneRound(outbox);
            _roundsToBegin--;
        }
    }

    private void BeginOneRound(Outbox outbox)
    {
        if (Clock == _plan.Stop.MaxClocks)
        {
            State = WorkerState.Finished;
            return;
        }

        if (!TryTakeUnits())
        {
            Wait(WorkerState.WaitingForDispatch, WaitReason.Dispatch, outbox);
            return;
        }

        (_nextUnit, _samples) = (0, 0);
        BeginUnit(outbox);
    }

    private bool TryTakeUnits()
    {
        if (_ownUnits is null)
        {
            bool dispatched = _dispatched.Remove(Clock, out Dispatch? dispatch);
            _units = dispatched ? dispatch!.Units : [];
            return dispatched;
        }

        for (int index = 0; index < _ownUnits.Length; index++)
        {
            _ownUnits[index] = new WorkUnit(Clock, index, ReadOnlyMemory<int>.Empty, _ownUnits.Length);
        }

        _units = _ownUnits;
        return true;
    }

    private void BeginUnit(Outbox outbox)
    {
        if (_nextUnit > 0 && _nextUnit >= _units.Count)
        {
            EndRound(outbox);
            return;
        }

        ReadSet reads = _client.Open(Clock);
        if (_nextUnit < _units.Count)
        {
            _program.DeclareReads(_units[_nextUnit], reads);
        }

        if (_client.Prepare(outbox))
        {
            RunUnit(outbox);
        }
        else
        {
            Wait(WorkerState.WaitingForRows, WaitReason.Rows, outbox);
        }
    }

    private void RunUnit(Outbox outbox)
    {
        if (_nextUnit == 0)
        {
            outbox.Emit(new RunEvent(RunEventKind.RoundStarted, _self, _self, Clock, _client.KnownClock));
        }

        if (_nextUnit == _units.Count)
        {
            EndRound(outbox);
            return;
        }

        State = WorkerState.Computing;
        outbox.Emit(new RunEvent(RunEventKind.RowsRead, _self, _self, Clock, Payload: _client.View));
        if (_plan.Prefetches && TryPeekNext(out WorkUnit next))
        {
            _program.DeclareAhead(next, _client.OpenAhead());
            _client.Prefetch(next.Round, outbox);
        }

        Push(_client.View, outbox);
    }

    /// <summary>Lets the program compute the unit, or its next part.</summary>
    private void Push(RowView rows, Outbox outbox)
    {
        _output.Clear();
        _program.Push(_units[_nextUnit], rows, _output);
        outbox.Emit(new RunEvent(RunEventKind.ComputeStarted, _self, _self, Clock, _output.Work));
        outbox.Compute(_self, Clock, _output.Work);
    }

    /// <summary>The unit after the present one, if it is known.</summary>
    private bool TryPeekNext(out WorkUnit next)
    {
        IReadOnlyList<WorkUnit> units = _units;
        int index = _nextUnit + 1;
        if (index >= units.Count)
        {
            index = 0;
            units = Clock + 1 == _plan.Stop.MaxClocks ? []
                : _ownUnits ?? (_dispatched.TryGetValue(Clock + 1, out Dispatch? dispatch) ? dispatch.Units : []);
        }

        bool isKnown = index < units.Count;
        next = isKnown ? units[index] : default;
        if (_ownUnits is not null && index == 0)
        {
            next = next with { Round = Clock + 1 };
        }

        return isKnown;
    }

    private void KeepResults()
    {
        if (!_plan.Program.IsModelParallel)
        {
            return;
        }

        _results ??= _pool.RentResults();
        _results.Values.AddRange(_output.Results);
        _results.Ends.Add(_results.Values.Count);
    }

    private void EndRound(Outbox outbox)
    {
        if (_gate is not null
            && !_gate.MayCommit(_self, Clock, [.. _client.Pending.Select(changes => changes.Increments)]))
        {
            if (State != WorkerState.WaitingForValueBound)
            {
                Wait(WorkerState.WaitingForValueBound, WaitReason.ValueBound, outbox);
            }

            return;
        }

        if (State == WorkerState.WaitingForValueBound)
        {
            outbox.Emit(new RunEvent(RunEventKind.WaitEnded, _self, _self, Clock));
        }

        // Told before it is sent: on threads others may act on the tick before the last line of this.
        outbox.Emit(new RunEvent(RunEventKind.RoundEnded, _self, _self, Clock, _samples));
        _client.EndClock(Clock, outbox);
        SendResults(outbox);
        Clock++;
        SaveCut(outbox);
        BeginRound(outbox);
    }

    private void SaveCut(Outbox outbox)
    {
        if (_cuts.Take(Clock))
        {
            StateWriter writer = _cuts.Begin(Clock);
            _program.Save(writer);
            outbox.Save(_self, Clock, CutState.Of(writer.Written));
        }
    }

    private void SendResults(Outbox outbox)
    {
        if (!_plan.Program.IsModelParallel)
        {
            return;
        }

        PartialResults results = _results ?? _pool.RentResults();
        _results = null;
        results.Round = Clock;
        outbox.Send(_numbering.Stamp(results, Endpoint.Scheduler));
    }

    private void Wait(WorkerState state, WaitReason reason, Outbox outbox)
    {
        State = state;
        outbox.Emit(new RunEvent(
            RunEventKind.WaitStarted, _self, _self, Clock, Payload: WaitReasons.PayloadOf(reason)));
    }
}
