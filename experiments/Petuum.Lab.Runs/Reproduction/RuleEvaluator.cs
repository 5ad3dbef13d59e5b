using Petuum.Lab.Analysis.Report;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Analysis.Statistics;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs.Reproduction;

/// <summary>What became of one rule.</summary>
/// <param name="Holds">Whether it holds.</param>
/// <param name="Measured">What was measured, with the spread over the seeds.</param>
/// <param name="Words">The rule in words.</param>
internal sealed record RuleOutcome(bool Holds, string Measured, string Words);

/// <summary>
/// Decides a claim by the rules of its spec. A rule's value is the median of its measure over the runs of <c>of:</c>,
/// divided by that over the runs of <c>over:</c> if there are any. All rules hold: reproduced; all of the shape: shape;
/// else not.
/// </summary>
internal static class RuleEvaluator
{
    /// <summary>Seeds that a rule needs in each group it looks at.</summary>
    public const int SeedsMin = 3;

    /// <summary>The claim, decided.</summary>
    /// <exception cref="UserException">A rule cannot be evaluated: a name is wrong, or there are too few
    /// seeds.</exception>
    public static Claim Decide(ReproductionSpec spec, IReadOnlyList<RunResults> runs, string place)
    {
        List<(RuleSpec Rule, RuleOutcome Outcome)> outcomes = [];
        for (int index = 0; index < spec.Rules.Count; index++)
        {
            RuleSpec rule = spec.Rules[index];
            outcomes.Add((rule, Evaluate(rule, runs, $"{place}, rule {index + 1} of {spec.Id}")));
        }

        return new Claim
        {
            Id = spec.Id,
            Text = spec.Claim,
            Paper = spec.Paper,
            Measured = string.Join(
                "; ", outcomes.Select(pair => pair.Outcome.Measured).Distinct(StringComparer.Ordinal)),
            Verdict = VerdictOf(outcomes),
            Rule = string.Join("; ", outcomes.Select(pair =>
                $"{pair.Outcome.Words} ({(pair.Rule.Decides == RuleStrength.Shape ? "shape" : "size")}: "
                + $"{(pair.Outcome.Holds ? "holds" : "does not hold")})")),
        };
    }

    /// <summary>Evaluates one rule.</summary>
    /// <exception cref="UserException">A name is wrong, or there are too few seeds.</exception>
    public static RuleOutcome Evaluate(RuleSpec rule, IReadOnlyList<RunResults> runs, string place)
    {
        Measure measure = Measure.Create(rule.Measure, rule.With, runs, place);
        Group of = Group.Of(measure, rule.Of, runs, place);
        string sign = rule.Comparison == RuleComparison.AtLeast ? "≥" : "≤";
        string bound = $"{sign} {RunTexts.Short(rule.Threshold)}";
        if (rule.Over.Count == 0)
        {
            return new RuleOutcome(
                Holds(of.Median, rule),
                $"{measure.Words}: {of.Describe(measure.Unit)} ({of.Name})",
                $"{measure.Words} of {of.Name} {bound}");
        }

        Group over = Group.Of(measure, rule.Over, runs, place);
        double ratio = Divide(of.Median, over.Median);
        string spread = Spread(of, over);
        return new RuleOutcome(
            Holds(ratio, rule),
            $"{measure.Words}: {of.Middle(measure.Unit)} ({of.Name}) over {over.Middle(measure.Unit)} ({over.Name}) "
                + $"= {RunTexts.Short(ratio)}{spread}",
            $"{measure.Words} of {of.Name} over {over.Name} {bound}");
    }

    private static ReproductionVerdict VerdictOf(List<(RuleSpec Rule, RuleOutcome Outcome)> outcomes)
    {
        bool shapeHolds = outcomes.TrueForAll(pair => pair.Rule.Decides != RuleStrength.Shape || pair.Outcome.Holds);
        bool hasShape = outcomes.Exists(pair => pair.Rule.Decides == RuleStrength.Shape);
        return outcomes.TrueForAll(pair => pair.Outcome.Holds) ? ReproductionVerdict.Reproduced
            : hasShape && shapeHolds ? ReproductionVerdict.Shape
            : ReproductionVerdict.NotReproduced;
    }

    private static bool Holds(double value, RuleSpec rule) =>
        rule.Comparison == RuleComparison.AtLeast ? value >= rule.Threshold : value <= rule.Threshold;

    /// <summary>The smallest and largest ratio that any pair of seeds gives.</summary>
    private static string Spread(Group of, Group over)
    {
        double low = Divide(of.Values.Min(), over.Values.Max());
        double high = Divide(of.Values.Max(), over.Values.Min());
        return low < high ? $" ({RunTexts.Short(low)} … {RunTexts.Short(high)} over seeds)" : "";
    }

    /// <summary>A ratio; two that were both never reached cannot be compared.</summary>
    private static double Divide(double of, double over) =>
        double.IsInfinity(of) && double.IsInfinity(over) ? double.NaN : of / over;

    /// <summary>The values of a measure over some runs.</summary>
    private sealed record Group(string Name, double[] Values, double Median)
    {
        public static Group Of(
            Measure measure, IReadOnlyList<NamedText> selector, IReadOnlyList<RunResults> runs, string place)
        {
            IReadOnlyList<RunResults> selected = RunSelector.Select(runs, selector, place);
            int seeds = selected.Select(run => run.Manifest.Seed).Distinct().Count();
            if (seeds < SeedsMin)
            {
                throw new UserException(
                    place,
                    $"{RunSelector.Describe(selector)} has {seeds} seeds",
                    $"give the spec at least {SeedsMin}, as in 'seeds: [1, 2, 3]'");
            }

            double[] values = [.. selected.Select(measure.Of)];
            return new Group(RunSelector.Describe(selector), values, MedianOf(values));
        }

        public string Describe(string unit)
        {
            string value = Human(Median, unit);
            (double low, double high) = (Values.Min(), Values.Max());
            return low < high ? $"{value} [{Human(low, unit)} … {Human(high, unit)}]" : value;
        }

        public string Middle(string unit) => Human(Median, unit);

        /// <summary>
        /// The median; +∞ takes part as a large number, so that one that never got there does not spoil the others.
        /// </summary>
        private static double MedianOf(double[] values)
        {
            int reached = values.Count(double.IsFinite);
            return reached == values.Length || Array.Exists(values, double.IsNaN)
                ? Descriptive.Median(values)
                : MiddleOf(values);
        }

        private static double MiddleOf(double[] values)
        {
            double[] sorted = [.. values.Order()];
            return sorted[sorted.Length / 2];
        }

        private static string Human(double value, string unit) => (value, unit) switch
        {
            (double.PositiveInfinity, _) => "never",
            (_, "s") => RunTexts.Time(value),
            (_, "") => RunTexts.Short(value),
            _ => $"{RunTexts.Short(value)} {unit}",
        };
    }
}
