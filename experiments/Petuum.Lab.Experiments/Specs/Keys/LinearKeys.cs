using Petuum.Lab.Core.Options;
using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Experiments.Specs.Reading;

namespace Petuum.Lab.Experiments.Specs.Keys;

/// <summary>The keys of linear models by column blocks.</summary>
internal static class LinearKeys
{
    /// <summary>Of <c>name: lasso, form: columns</c>; the form tells it from the other lasso.</summary>
    public static readonly Section<ColumnLassoSpec> ColumnLasso = new(
        SpecDefaults.ColumnLasso,
        [
            new Field<ColumnLassoSpec, ProgramName>(
                "name", "the program", new Choice<ProgramName>(("lasso", ProgramName.Lasso)),
                static _ => ProgramName.Lasso, static (s, _) => s),
            .. Fields<ColumnLassoSpec>(),
        ],
        static (lasso, node) => RefuseTwoLambdas(lasso.Lambda, lasso.LambdaRatio, node));

    /// <summary>Of <c>name: logistic</c>.</summary>
    public static readonly Section<LogisticSpec> Logistic = new(
        SpecDefaults.Logistic,
        [.. Fields<LogisticSpec>()],
        static (logistic, node) => RefuseTwoLambdas(logistic.Lambda, logistic.LambdaRatio, node));

    /// <summary>The only program whose form is a key.</summary>
    private enum ProgramName
    {
        /// <summary><c>lasso</c>.</summary>
        Lasso,
    }

    /// <summary>One of <c>lambda</c> and <c>lambda-ratio</c> is given.</summary>
    public static void RefuseTwoLambdas(double? lambda, double? ratio, OptionNode node)
    {
        if (lambda is null == ratio is null)
        {
            string problem = lambda is null
                ? "'program' has no 'lambda'"
                : "'program' has both 'lambda' and 'lambda-ratio'";
            throw (node.Find("lambda-ratio") ?? node).Error(problem, "give either 'lambda' or 'lambda-ratio'");
        }
    }

    private static Field<T>[] Fields<T>()
        where T : LinearSpec =>
    [
        new Field<T, double?>(
            "lambda", "the weight of the penalty",
            new MaybeValue<double>(new Real(0, double.PositiveInfinity, aboveMinimum: true), null),
            s => s.Lambda, (s, v) => s with { Lambda = v }) { IsRequired = false },
        new Field<T, double?>(
            "lambda-ratio", "the weight of the penalty as a share of the smallest for which nothing is learnt",
            new MaybeValue<double>(new Real(0, 1, aboveMinimum: true), null),
            s => s.LambdaRatio, (s, v) => s with { LambdaRatio = v }) { IsRequired = false },
        new Field<T, WorkingSetRule>(
            "working-set", "which columns are swept: those with 'priority' by their correlation, or 'all'",
            new Choice<WorkingSetRule>(("priority", WorkingSetRule.Priority), ("all", WorkingSetRule.All)),
            s => s.WorkingSet, (s, v) => s with { WorkingSet = v }) { IsRequired = false },
        new Field<T, bool>(
            "screening", "whether columns are dropped that the duality gap proves to be 0", new Switch(),
            s => s.Screening, (s, v) => s with { Screening = v }) { IsRequired = false },
        new Field<T, double>(
            "threshold-share", "where the working set ends between lambda (0) and the largest correlation (1)",
            new Real(0, 0.999), s => s.ThresholdShare,
            (s, v) => s with { ThresholdShare = v }) { IsRequired = false },
        new Field<T, double>(
            "inner-tolerance", "the share of a survey's violation at which sweeps end",
            new Real(0, 0.999, aboveMinimum: true), s => s.InnerTolerance,
            (s, v) => s with { InnerTolerance = v }) { IsRequired = false },
        new Field<T, int>(
            "passes", "passes of a worker over its working set in a clock, at most", new Whole<int>(1, int.MaxValue),
            s => s.Passes, (s, v) => s with { Passes = v }) { IsRequired = false },
        new Field<T, int>(
            "sweeps", "sweeps between two surveys, at most", new Whole<int>(1, int.MaxValue),
            s => s.Sweeps, (s, v) => s with { Sweeps = v }) { IsRequired = false },
        new Field<T, bool>(
            "exact-evaluation", "whether every evaluation makes a full pass over the data", new Switch(),
            s => s.ExactEvaluation, (s, v) => s with { ExactEvaluation = v }) { IsRequired = false },
    ];
}
