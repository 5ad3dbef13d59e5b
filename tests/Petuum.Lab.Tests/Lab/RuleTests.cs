using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Analysis.Report;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Runs;
using Petuum.Lab.Runs.Reproduction;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Tests.Commands;

/// <summary>Rules of reproductions: what a measure is, and what decides.</summary>
public sealed class RuleTests
{
    private static readonly Config Checked = Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(200);

    /// <summary>Objectives of three seeds under two settings, all positive.</summary>
    private static Arbitrary<double[]> Values => Arb.From(
        Gen.ArrayOf(Gen.Choose(1, 1000).Select(value => (double)value), 6),
        values => from at in Enumerable.Range(0, values.Length)
                  where values[at] > 1
                  select values.Select((value, index) => index == at ? Math.Ceiling(value / 2) : value).ToArray());

    [Fact]
    public void Ratio_TurnsOver_WhenOfAndOverAreSwapped() => Prop.ForAll(Values, values =>
    {
        IReadOnlyList<RunResults> runs = Runs(values);
        double threshold = Median(values[..3]) / Median(values[3..]);
        bool atLeast = RuleEvaluator.Evaluate(
            Rule("final-objective", "a", "b", RuleComparison.AtLeast, threshold), runs, "t").Holds;
        bool atMost = RuleEvaluator.Evaluate(
            Rule("final-objective", "a", "b", RuleComparison.AtMost, threshold), runs, "t").Holds;
        bool above = RuleEvaluator.Evaluate(
            Rule("final-objective", "a", "b", RuleComparison.AtLeast, threshold * 1.001), runs, "t").Holds;
        bool swapped = RuleEvaluator.Evaluate(
            Rule("final-objective", "b", "a", RuleComparison.AtMost, 1 / threshold * 1.0001), runs, "t").Holds;
        return atLeast && atMost && !above && swapped;
    }).Check(Checked);

    [Fact]
    public void Verdict_OnlyImproves_WhenAThresholdIsLowered() => Prop.ForAll(Values, values =>
    {
        IReadOnlyList<RunResults> runs = Runs(values);
        int worst = int.MaxValue;
        foreach (double threshold in new[] { 4, 2, 1, 0.5, 0.25 })
        {
            Claim claim = RuleEvaluator.Decide(
                Spec(
                    Shape(Rule("final-objective", "a", "b", RuleComparison.AtLeast, threshold / 2)),
                    Rule("final-objective", "a", "b", RuleComparison.AtLeast, threshold)),
                runs,
                "t");
            if ((int)claim.Verdict > worst)
            {
                return false;
            }

            worst = (int)claim.Verdict;
        }

        return true;
    }).Check(Checked);

    [Theory]
    [InlineData(1, 1, ReproductionVerdict.Reproduced)]
    [InlineData(1, 9, ReproductionVerdict.Shape)]
    [InlineData(9, 1, ReproductionVerdict.NotReproduced)]
    [InlineData(9, 9, ReproductionVerdict.NotReproduced)]
    public void Verdict_IsShape_WhenOnlySizeFails(double shape, double size, ReproductionVerdict expected)
    {
        Claim claim = RuleEvaluator.Decide(
            Spec(
                Rule("final-objective", "a", "b", RuleComparison.AtLeast, shape) with { Decides = RuleStrength.Shape },
                Rule("final-objective", "a", "b", RuleComparison.AtLeast, size)),
            Runs([10, 12, 14, 2, 3, 4]),
            "t");
        Assert.Equal(expected, claim.Verdict);
        Assert.Equal("final objective: 12 (a) over 3 (b) = 4 (2.5 … 7 over seeds)", claim.Measured);
    }

    [Fact]
    public void SizeAlone_IsNeverShape()
    {
        Claim claim = RuleEvaluator.Decide(
            Spec(Rule("final-objective", "a", "b", RuleComparison.AtLeast, 9)), Runs([10, 12, 14, 2, 3, 4]), "t");
        Assert.Equal(ReproductionVerdict.NotReproduced, claim.Verdict);
    }

    public static TheoryData<string, string, double> Measures => new()
    {
        { "final-objective", "", 25 },
        { "best-objective", "", 20 },
        { "objective", "clock=1", 40 },
        { "objective", "seconds=1.5", 40 },
        { "metric", "name=rmse", 5 },
        { "metric", "name=rmse clock=0", 10 },
        { "clocks-to-objective", "objective=40", 1 },
        { "clocks-to-objective", "objective=30", 1.5 },
        { "time-to-objective", "objective=40", 1 },
        { "bytes-to-objective", "objective=40", 1000 },
        { "data-to-objective", "objective=40", 100 },
        { "clocks-to-objective", "within=0.5", 1.5 },
        { "clocks-to-objective", "progress=0.75", 1 },
        { "clocks-to-objective", "objective=1", double.PositiveInfinity },
        { "clocks", "", 3 },
        { "seconds", "", 3 },
        { "throughput", "", 100 },
        { "wait-fraction", "", 0.25 },
        { "wait-over-compute", "", 0.5 },
        { "compute-seconds", "", 6 },
        { "mean-lag", "", -1.75 },
        { "lag-share", "lag=-1", 0.5 },
        { "lag-share", "from=-2 to=-1", 0.75 },
        { "lag-share", "lag=-3 table=x", 1 },
        { "lag-spread", "table=x", 0 },
        { "converged-share", "", 1 },
        { "diverged-share", "", 0 },
        { "series", "name=moved", 7 },
        { "series", "name=moved at=1", 9 },
        { "series", "name=still", double.NaN },
    };

    [Theory]
    [MemberData(nameof(Measures))]
    public void Measure_IsWhatTheReadmeSays(string name, string options, double expected)
    {
        IReadOnlyList<RunResults> runs = [SampleRun.Create("a", 1)];
        NamedText[] with = [.. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(option => option.Split('='))
            .Select(option => new NamedText(option[0], option[1]))];
        Assert.Equal(expected, Measure.Create(name, with, runs, "t").Of(runs[0]), 1e-12);
    }

    [Theory]
    [InlineData("wait-fractoin", "", "", "there is no measure 'wait-fractoin'; did you mean 'wait-fraction'?")]
    [InlineData("wait-fraction", "lag=1", "", "it has no option 'lag'")]
    [InlineData("metric", "", "", "it needs 'name:'")]
    [InlineData("time-to-objective", "", "", "it needs one target")]
    [InlineData("time-to-objective", "within=near", "", "'within: near' is not a number")]
    [InlineData("final-objective", "", "speed=1", "'speed' is not a swept key")]
    [InlineData("final-objective", "", "setting=c", "no run has c")]
    public void WrongRule_IsAMistakeOfTheSpec(string name, string options, string of, string problem)
    {
        RuleSpec rule = Rule(name, "a", "b", RuleComparison.AtLeast, 1) with
        {
            With = Named(options),
            Of = Named(of),
            Over = [],
        };
        UserException failure = Assert.Throws<UserException>(
            () => RuleEvaluator.Evaluate(rule, Runs([1, 2, 3, 4, 5, 6]), "spec.yaml"));
        Assert.Contains(problem, failure.Problem, StringComparison.Ordinal);
        Assert.StartsWith("spec.yaml", failure.Place, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoSeeds_AreTooFew()
    {
        IReadOnlyList<RunResults> runs = [SampleRun.Create("a", 1), SampleRun.Create("a", 2)];
        UserException failure = Assert.Throws<UserException>(() => RuleEvaluator.Evaluate(
            Rule("final-objective", "a", "b", RuleComparison.AtLeast, 1) with { Over = [] }, runs, "t"));
        Assert.Contains("2 seeds", failure.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void NeverReached_BeatsEveryThreshold_ButNotItself()
    {
        RuleSpec rule = Rule("clocks-to-objective", "a", "b", RuleComparison.AtLeast, 1000) with
        {
            With = Named("objective=15"),
        };
        IReadOnlyList<RunResults> runs = Runs([20, 30, 40, 10, 11, 12]);
        Assert.True(RuleEvaluator.Evaluate(rule, runs, "t").Holds);
        Assert.False(RuleEvaluator.Evaluate(rule with { Over = rule.Of }, runs, "t").Holds);
    }

    private static ValueList<NamedText> Named(string options) =>
        [.. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(option => option.Split('='))
            .Select(option => new NamedText(option[0], option[1]))];

    /// <summary>Three seeds under setting a, then three under b, that end at given objectives.</summary>
    private static IReadOnlyList<RunResults> Runs(double[] objectives) =>
        [.. objectives.Select((objective, at) => SampleRun.Ending(at < 3 ? "a" : "b", (ulong)(at % 3), objective))];

    private static RuleSpec Rule(string measure, string of, string over, RuleComparison comparison, double threshold) =>
        new()
        {
            Measure = measure,
            Of = [new NamedText("setting", of)],
            Over = [new NamedText("setting", over)],
            With = [],
            Comparison = comparison,
            Threshold = threshold,
            Decides = RuleStrength.Size,
        };

    private static ReproductionSpec Spec(params RuleSpec[] rules) =>
        new() { Id = "T1", Claim = "claim", Paper = "paper", Rules = [.. rules], Charts = [], Full = [] };

    private static RuleSpec Shape(RuleSpec rule) => rule with { Decides = RuleStrength.Shape };

    private static double Median(double[] values) => values.Order().ElementAt(1);
}
