using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Simulation.Checkers;

/// <summary>
/// Every worker starts and ends each round once, in order, waits and computes one thing at a time, and the run ends
/// with all
/// rounds done. <see cref="DescribeWaits"/> says who waits for whom.
/// </summary>
public sealed class ProgressChecker : Checker
{
    private readonly State[] _machines;
    private readonly RoundCounts _completed;
    private bool _hasEnded;

    /// <summary>A checker of one run.</summary>
    public ProgressChecker(JobPlan plan)
        : base(plan)
    {
        _machines = new State[plan.Workers + 1];
        _completed = new RoundCounts(plan.Workers);
    }

    /// <inheritdoc/>
    public override string Name => "progress";

    /// <inheritdoc/>
    public override void On(in RunEvent happened)
    {
        if (_hasEnded)
        {
            Fail(happened, $"{happened.Kind} of {happened.Source} after the end.");
        }

        if (happened.Kind == RunEventKind.JobEnded)
        {
            _hasEnded = true;
            CheckEnd(happened, (JobResult)happened.Payload!);
            return;
        }

        if (happened.Source.Role is not (Role.Worker or Role.Scheduler))
        {
            return;
        }

        ref State machine = ref _machines[WriterOf(happened.Source)];
        bool isExpected = happened.Kind switch
        {
            RunEventKind.RoundStarted => machine.Start(happened.Clock),
            RunEventKind.RoundEnded => machine.End(happened.Clock),
            RunEventKind.WaitStarted => machine.Wait((WaitReason)happened.Payload!),
            RunEventKind.WaitEnded => machine.GoOn(),
            RunEventKind.ComputeStarted => machine.Compute(),
            RunEventKind.ComputeEnded => machine.Finish(),
            _ => true,
        };
        if (!isExpected)
        {
            Fail(happened, $"{happened.Kind} of {happened.Source} in round {happened.Clock}, which is {machine}.");
        }

        if (happened.Kind == RunEventKind.RoundEnded)
        {
            _completed.Complete(happened.Source.Index);
            Checks++;
        }
    }

    /// <summary>A line for every machine that waits: in which round, why, and for whom.</summary>
    public IReadOnlyList<string> DescribeWaits()
    {
        List<string> lines = [];
        for (int machine = 0; machine < _machines.Length; machine++)
        {
            if (_machines[machine].Waits is { } reason)
            {
                string name = machine < Plan.Workers ? $"worker {machine}" : "the scheduler";
                string slowest = $"worker {_completed.Slowest()} (completed {_completed.Min})";
                string whom = reason switch
                {
                    WaitReason.Dispatch => "for the scheduler",
                    WaitReason.ValueBound => "until less is in transit",
                    _ => $"for {slowest}",
                };
                lines.Add($"{name} in round {_machines[machine].Round} waits {whom} ({reason})");
            }
        }

        return lines;
    }

    internal override bool Wants(RunEventKind kind) => kind is RunEventKind.RoundStarted or RunEventKind.RoundEnded
        or RunEventKind.WaitStarted or RunEventKind.WaitEnded or RunEventKind.ComputeStarted
        or RunEventKind.ComputeEnded or RunEventKind.JobEnded;

    private void CheckEnd(in RunEvent happened, JobResult result)
    {
        bool isOver = result.Clock == Plan.Stop.MaxClocks;
        if (isOver && _completed.Min < Plan.Stop.MaxClocks)
        {
            Fail(
                happened,
                $"the run ended as {result.Outcome} at clock {result.Clock}, but worker {_completed.Slowest()} has "
                + $"completed {_completed.Min} rounds.");
        }

        bool mayEndEarly = result.Outcome is JobOutcome.Converged or JobOutcome.Diverged or JobOutcome.Cancelled;
        if (!isOver && !mayEndEarly && result.Outcome != JobOutcome.Stuck)
        {
            Fail(happened, $"the run ended as {result.Outcome} at clock {result.Clock} of {Plan.Stop.MaxClocks}.");
        }

        if (result.Outcome == JobOutcome.Stuck && DescribeWaits().Count == 0)
        {
            Fail(happened, "the run is stuck though nobody waits.");
        }
    }

    /// <summary>What a machine is doing, as far as its events say.</summary>
    private record struct State
    {
        private bool _isInRound;
        private bool _computes;
        private WaitReason? _waits;

        public int Round { get; private set; }

        public readonly WaitReason? Waits => _waits;

        public bool Start(int round)
        {
            bool isExpected = !_isInRound && !_computes && _waits is null && round == Round;
            _isInRound = true;
            return isExpected;
        }

        public bool End(int round)
        {
            bool isExpected = _isInRound && !_computes && _waits is null && round == Round;
            _isInRound = false;
            Round++;
            return isExpected;
        }

        public bool Wait(WaitReason reason)
        {
            bool isExpected = !_computes && _waits is null;
            _waits = reason;
            return isExpected;
        }

        public bool GoOn()
        {
            bool isExpected = _waits is not null;
            _waits = null;
            return isExpected;
        }

        public bool Compute()
        {
            bool isExpected = !_computes && _waits is null;
            _computes = true;
            return isExpected;
        }

        public bool Finish()
        {
            bool isExpected = _computes;
            _computes = false;
            return isExpected;
        }

        public override readonly string ToString() =>
            $"{(_isInRound ? "in" : "before")} round {Round}"
            + (_computes ? ", computing" : string.Empty)
            + (_waits is { } reason ? $", waiting ({reason})" : string.Empty);
    }
}
