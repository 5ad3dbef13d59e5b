using Petuum.Lab.Analysis.Analysers;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Tests.Results;

namespace Petuum.Lab.Tests.Report;

public sealed class AnalyserTests
{
    [Fact]
    public void Analysers_AreSilentAboutAGoodSweep() => Assert.Empty(AllAnalysers.Run(SampleRuns.Sweep("0", "2")));

    [Fact]
    public void Analysers_AreSilentAboutNothing() => Assert.Empty(AllAnalysers.Run(SampleRuns.Sweep()));

    [Fact]
    public void FewSeeds_AreNoticed()
    {
        SweepResults sweep = SampleRuns.Sweep("0", "2");
        Assert.Contains("staleness 2", Only("few-seeds", sweep with { Runs = [.. sweep.Runs.SkipLast(1)] }).Message,
            StringComparison.Ordinal);
        Only("few-seeds", sweep with { Runs = [sweep.Runs[0], sweep.Runs[0], sweep.Runs[0]] });
    }

    [Fact]
    public void Staleness_SweptWithoutDelayIsNoticed()
    {
        SweepResults uniform = Change(
            SampleRuns.Sweep("0", "2", "unbounded"), run => With(run, conditions => conditions with
            {
                Network = RunConditions.None,
                Stragglers = RunConditions.None,
            }));
        Assert.Contains("0, 2, unbounded", Only("staleness-without-delay", uniform).Message, StringComparison.Ordinal);
        SweepResults one = uniform with { Runs = [.. uniform.Runs.Take(3)] };
        Assert.Empty(AllAnalysers.Run(one));
        Assert.Empty(AllAnalysers.Run(
            Change(uniform, run => With(run, conditions => conditions with { Stragglers = "slow-worker" }))));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Objective_ThatIsNotFiniteIsNoticed_UnlessTheRunWasToDiverge(double bad)
    {
        SweepResults sweep = Change(
            SampleRuns.Sweep("0", "2"), run => run.Manifest.Seed == 2 ? Replace(run, 7, bad) : run);
        Finding finding = Only("objective-not-finite", sweep);
        Assert.Equal(Severity.Error, finding.Severity);
        Assert.Contains("(1 of 3 seeds", finding.Message, StringComparison.Ordinal);
        Assert.Contains("from clock 7 on", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Codes(Change(sweep, run => Expect(run, Expectation.Diverges))), code => code == "objective-not-finite");
    }

    [Fact]
    public void Objective_ThatRisesIsNoticed_UnlessTheRunWasToDiverge()
    {
        SweepResults sweep = Change(SampleRuns.Sweep("0", "2"), run => Replace(run, 20, run.Clocks[0].Objective * 0.3));
        Only("objective-rising", sweep);
        Assert.DoesNotContain(
            Codes(Change(sweep, run => Expect(run, Expectation.Diverges))), code => code == "objective-rising");
        Assert.Empty(AllAnalysers.Run(Change(sweep, run => Replace(run, 20, run.Clocks[0].Objective * 0.06))));
    }

    [Fact]
    public void Curves_ThatOverlapInEveryViewAreNoticed()
    {
        SweepResults sweep = SampleRuns.Sweep("0", "2", "4");
        RunResults[] runs = [.. sweep.Runs];
        for (int seed = 0; seed < 3; seed++)
        {
            runs[6 + seed] = runs[6 + seed] with { Clocks = runs[3 + seed].Clocks };
        }

        Finding finding = Only("curves-overlap", sweep with { Runs = runs });
        Assert.Contains("'staleness 2' and 'staleness 4'", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("staleness 0", finding.Message, StringComparison.Ordinal);
        RunResults[] faster = [.. runs.Select((run, index) => index < 6 ? run : run with
        {
            Clocks = [.. run.Clocks.Select(clock => clock with { VirtualSeconds = clock.VirtualSeconds / 2 })],
        })];
        Assert.Empty(AllAnalysers.Run(sweep with { Runs = faster }));
    }

    [Fact]
    public void Waiting_ThatDominatesABarrierIsNoticed()
    {
        SweepResults waiting = Change(
            SampleRuns.Sweep("0", "2"), run => run with { Summary = run.Summary with { WaitSeconds = 50 } });
        Assert.Contains("staleness 0", Only("wait-dominated", waiting).Message, StringComparison.Ordinal);
        Assert.Empty(AllAnalysers.Run(
            Change(waiting, run => run with { Summary = run.Summary with { WaitSeconds = 20 } })));
    }

    [Fact]
    public void Staleness_ThatNeverHappenedIsNoticed()
    {
        SweepResults fresh = Change(SampleRuns.Sweep("0", "2"), run =>
            run with { Lags = [new LagRecord("t", -1, 5), new LagRecord("u", -1, 3), new LagRecord("t", -2, 0)] });
        Finding finding = Only("nothing-was-stale", fresh);
        Assert.Contains("staleness 2", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("staleness 0", finding.Message, StringComparison.Ordinal);
        Assert.Empty(AllAnalysers.Run(Change(fresh, run => run with { Lags = [] })));
    }

    [Fact]
    public void Verdicts_ThatWereNotExpectedAreNoticed()
    {
        SweepResults diverged = Change(SampleRuns.Sweep("0", "2"), run => run with
        {
            Summary = run.Summary with { Verdict = Verdict.NotConverged, Reason = "too far" },
        });
        Finding finding = Only("unexpected-verdict", diverged);
        Assert.Equal(Severity.Error, finding.Severity);
        Assert.Contains("not-converged: staleness 0 (3 of 3 seeds, too far); staleness 2", finding.Message,
            StringComparison.Ordinal);
        Assert.Empty(AllAnalysers.Run(Change(diverged, run => Expect(run, Expectation.Diverges))));
        Only("unexpected-verdict", Change(SampleRuns.Sweep("0"), run => Expect(run, Expectation.Stuck)));
    }

    private static IEnumerable<string> Codes(SweepResults sweep) =>
        AllAnalysers.Run(sweep).Select(finding => finding.Code);

    private static Finding Only(string code, SweepResults sweep)
    {
        Finding finding = Assert.Single(AllAnalysers.Run(sweep));
        Assert.Equal(code, finding.Code);
        Assert.NotEmpty(finding.Remedy);
        return finding;
    }

    private static SweepResults Change(SweepResults sweep, Func<RunResults, RunResults> change) =>
        sweep with { Runs = [.. sweep.Runs.Select(change)] };

    private static RunResults With(RunResults run, Func<RunConditions, RunConditions> change) =>
        run with { Manifest = run.Manifest with { Conditions = change(run.Manifest.Conditions) } };

    private static RunResults Expect(RunResults run, Expectation expectation) =>
        run with { Summary = run.Summary with { Expect = expectation } };

    private static RunResults Replace(RunResults run, int clock, double objective) =>
        run with
        {
            Clocks = [
            .. run.Clocks.Select(record => record.Clock == clock ? record with { Objective = objective } : record)]
        };
}
