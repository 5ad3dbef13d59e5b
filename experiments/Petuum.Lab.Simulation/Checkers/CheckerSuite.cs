using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Simulation.Checkers;

/// <summary>All checkers of a run; the first broken promise stops it by a <see cref="CheckerException"/>.</summary>
public sealed class CheckerSuite : IRunObserver
{
    private readonly Checker[][] _byKind;

    /// <summary>Some checkers, told in this order.</summary>
    public CheckerSuite(IReadOnlyList<Checker> checkers)
    {
        Checkers = checkers;
        _byKind =
        [
            .. Enum.GetValues<RunEventKind>().Select(kind => checkers.Where(checker => checker.Wants(kind)).ToArray()),
        ];
    }

    /// <summary>All that a plan's run can be held to.</summary>
    public CheckerSuite(JobPlan plan)
        : this(All(plan))
    {
    }

    /// <summary>The checkers.</summary>
    public IReadOnlyList<Checker> Checkers { get; }

    /// <summary>How often a promise was found kept, over all checkers.</summary>
    public long Checks => Checkers.Sum(checker => checker.Checks);

    /// <inheritdoc/>
    /// <exception cref="CheckerException">A promise is broken.</exception>
    public void On(in RunEvent happened)
    {
        foreach (Checker checker in _byKind[(int)happened.Kind])
        {
            checker.On(happened);
        }
    }

    /// <summary>Who waits for whom, a line each; empty if nobody does or nobody watches progress.</summary>
    public IReadOnlyList<string> DescribeWaits() =>
        Checkers.OfType<ProgressChecker>().FirstOrDefault()?.DescribeWaits() ?? [];

    private static List<Checker> All(JobPlan plan)
    {
        List<Checker> checkers =
        [
            new ProgressChecker(plan),
            new StartRuleChecker(plan),
            new StalenessChecker(plan),
            new MonotonicReadsChecker(plan),
            new ConservationChecker(plan),
            new ReadMyWritesChecker(plan),
        ];
        if (plan.Consistency.Any(policy => policy.BoundsValues))
        {
            checkers.Add(new ValueBoundChecker(plan));
        }

        return checkers;
    }
}
