using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Simulation.Checkers;

/// <summary>
/// DESIGN §1: a worker starts round c only when every worker has completed at least c − s rounds, s the smallest
/// staleness
/// of any table. So started rounds differ by at most s and completed ones by at most s + 1.
/// </summary>
public sealed class StartRuleChecker(JobPlan plan) : Checker(plan)
{
    private readonly RoundCounts _completed = new(plan.Workers);

    /// <inheritdoc/>
    public override string Name => "start rule";

    /// <inheritdoc/>
    public override void On(in RunEvent happened)
    {
        switch (happened.Kind)
        {
            case RunEventKind.RoundStarted:
                Check(happened);
                break;
            case RunEventKind.RoundEnded:
                _completed.Complete(happened.Source.Index);
                break;
            default:
                break;
        }
    }

    internal override bool Wants(RunEventKind kind) => kind is RunEventKind.RoundStarted or RunEventKind.RoundEnded;

    private void Check(in RunEvent happened)
    {
        int required = Plan.StartStaleness is { } staleness ? happened.Clock - staleness : 0;
        if (_completed.Min < required)
        {
            Fail(
                happened,
                $"{happened.Source} started round {happened.Clock} with staleness {Plan.StartStaleness}; every worker "
                + $"must have completed {required} rounds, but worker {_completed.Slowest()} has completed "
                + $"{_completed.Min}.");
        }

        if (happened.Amount < required || happened.Amount > _completed.Min)
        {
            Fail(
                happened,
                $"{happened.Source} started round {happened.Clock} on knowing that all completed {happened.Amount} "
                + $"rounds; expected {Math.Max(0, required)} to {_completed.Min}.");
        }

        Checks++;
    }
}
