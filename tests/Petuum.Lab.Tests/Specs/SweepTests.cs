using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Specs;
using Petuum.Lab.Specs.Validation;

namespace Petuum.Lab.Tests.Specs;

public class SweepTests
{
    private const string Product = """

        sweep:
          consistency.policy: [essp, ssp]
          consistency.staleness: [0, 4]
        """;

    [Fact]
    public void Product_IsInFileOrder_LastAxisAndThenSeedsFastest()
    {
        IReadOnlyList<RunCase> cases = Sweep.Expand(SpecTexts.Read(SpecTexts.Lasso + Product), [7, 8]);
        Assert.Equal(
            ["essp 0 7", "essp 0 8", "essp 4 7", "essp 4 8", "ssp 0 7", "ssp 0 8", "ssp 4 7", "ssp 4 8"],
            cases.Select(run => $"{string.Join(' ', run.Swept.Select(value => value.Text))} {run.Seed}"));
        Assert.Equal("consistency.staleness", cases[0].Swept[1].Name);
        Assert.Equal(
            ("essp", 4), (cases[2].Spec.Consistency.Policy, cases[2].Spec.Consistency.Staleness!.Value.Bound));
        Assert.All(cases, run => Assert.Empty(run.Spec.Sweep));
        Assert.All(cases, run => Assert.Equal([run.Seed], run.Spec.Seeds));
    }

    [Fact]
    public void SweptOption_IsLeftOut_WhereItMeansNothing()
    {
        SpecFile file = SpecTexts.Read(SpecTexts.Lasso + "\nsweep:\n  consistency.policy: [ssp, asp]");
        Assert.Equal(
            [new Staleness(1), (Staleness?)null],
            Sweep.Expand(file).Select(run => run.Spec.Consistency.Staleness));
        SpecFile turned = SpecTexts.Read(SpecTexts.Lasso + "\nsweep:\n  consistency.policy: [asp, ssp]");
        Assert.Equal(new Staleness(1), Sweep.Expand(turned)[1].Spec.Consistency.Staleness);
    }

    [Fact]
    public void Case_SetsAllItsKeys()
    {
        SpecFile file = SpecTexts.Read(SpecTexts.Lasso + """

            sweep:
              cases:
                calm: {consistency.staleness: 0, cluster.workers: 3}
                wild: {consistency: {policy: asp}, expect: diverges}
            """);
        IReadOnlyList<RunCase> cases = Sweep.Expand(file);
        Assert.Equal([new NamedText("cases", "calm")], cases[0].Swept);
        Assert.Equal((3, "ssp"), (cases[0].Spec.Cluster.Workers, cases[0].Spec.Consistency.Policy));
        Assert.Equal((2, "asp"), (cases[1].Spec.Cluster.Workers, cases[1].Spec.Consistency.Policy));
        Assert.NotEqual(cases[0].Spec.Expect, cases[1].Spec.Expect);
    }

    [Fact]
    public void NamedValue_ShowsItsName()
    {
        SpecFile file = SpecTexts.Read(
            SpecTexts.Lasso + "\nsweep:\n  program.schedule: {shotgun: {policy: random}, turns: {policy: priority}}");
        Assert.Equal(["shotgun", "turns"], Sweep.Expand(file).Select(run => run.Swept[0].Text));
    }

    [Fact]
    public void Override_EndsTheSweepOfItsKey()
    {
        SpecFile file = SpecTexts.Read(SpecTexts.Lasso + Product, "consistency.staleness=9");
        Assert.Equal(["essp 9", "ssp 9"], Sweep.Expand(file).Select(run =>
            $"{run.Swept[0].Text} {run.Spec.Consistency.Staleness}"));
        Assert.Single(Sweep.Expand(file)[0].Swept);
        SpecFile narrowed = SpecTexts.Read(
            SpecTexts.Lasso + Product, "sweep.consistency.staleness=[1]", "seeds=[1, 2, 3]");
        Assert.Equal(6, Sweep.Expand(narrowed).Count);
    }

    [Fact]
    public void Override_ThatASweepWouldIgnore_IsRefused()
    {
        string text = SpecTexts.Lasso + "\nsweep:\n  consistency: [{policy: asp}, {policy: bsp}]";
        SpecException refused = SpecTexts.Refused(text, "consistency.staleness=9");
        Assert.Contains(
            $"is set by the sweep over 'consistency' ({SpecTexts.Path}:17)", refused.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Override_MakesTheSectionsOnItsWay() =>
        Assert.Equal(2.5,
            SpecTexts.Read(SpecTexts.Lasso, "cluster.compute.micros-per-unit=2.5").Spec.Cluster.Compute.MicrosPerUnit);

    [Fact]
    public void Analysers_WarnOfFewSeedsAndOfStalenessWithoutDelay()
    {
        SpecFile file = SpecTexts.Read(SpecTexts.Lasso + Product);
        Assert.Equal(["staleness-without-delay", "few-seeds"], SpecAnalysers.Run(file).Select(finding => finding.Code));
        SpecFile delayed = SpecTexts.Read(
            SpecTexts.Lasso + Product, "cluster.network={latency-micros: 10}", "seeds=[1, 2, 3]");
        Assert.Empty(SpecAnalysers.Run(delayed));
        Assert.Equal("few-seeds", Assert.Single(SpecAnalysers.Run(delayed, [1])).Code);
    }

    [Fact]
    public void Analysers_WarnOfRandomSchedulingBeyondItsSafeParallelism()
    {
        SpecFile random = SpecTexts.Read(
            SpecTexts.Lasso, "program.schedule.policy=random", "seeds=[1, 2, 3]", "pipeline-depth=2");
        Assert.Equal("unsafe-parallelism", Assert.Single(SpecAnalysers.Run(random, safeParallelism: 7)).Code);
        Assert.Empty(SpecAnalysers.Run(random, safeParallelism: 8));
        Assert.Empty(SpecAnalysers.Run(SpecTexts.Read(SpecTexts.Lasso, "seeds=[1, 2, 3]"), safeParallelism: 1));
    }
}
