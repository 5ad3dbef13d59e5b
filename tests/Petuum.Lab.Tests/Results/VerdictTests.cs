using Petuum.Lab.Analysis.Results;

namespace Petuum.Lab.Tests.Results;

public sealed class VerdictTests
{
    [Fact]
    public void ExitCodes_AreThoseOfTheDesign() =>
        Assert.Equal(
            [0, 1, 2, 3, 4, 5],
            Enum.GetValues<Verdict>().Select(verdict => Verdicts.ExitCode(verdict, Expectation.Converges)));

    [Fact]
    public void Sweep_ExitsWithItsWorstUnexpectedVerdict()
    {
        Assert.Equal(0, Verdicts.ExitCode([]));
        Assert.Equal(0, Verdicts.ExitCode(
            [(Verdict.NotConverged, Expectation.Diverges), (Verdict.Stuck, Expectation.Stuck)]));
        Assert.Equal(2, Verdicts.ExitCode(
            [(Verdict.Stuck, Expectation.Stuck), (Verdict.NotConverged, Expectation.Converges)]));
        Assert.Equal(4, Verdicts.ExitCode(
            [(Verdict.CheckerFailed, Expectation.Diverges), (Verdict.Stuck, Expectation.Converges)]));
    }

    [Fact]
    public void Run_ThatIsSoundAgainstExpectationIsNot() =>
        Assert.Equal(2, Verdicts.ExitCode(Verdict.Sound, Expectation.Diverges));

    [Fact]
    public void Names_ReadBack()
    {
        foreach (Verdict verdict in Enum.GetValues<Verdict>())
        {
            Assert.True(Verdicts.TryParse(Verdicts.Name(verdict), out Verdict read));
            Assert.Equal(verdict, read);
        }

        Assert.False(Verdicts.TryParse("Sound", out _));
    }
}
