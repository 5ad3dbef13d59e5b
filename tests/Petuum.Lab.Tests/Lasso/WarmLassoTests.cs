using Petuum.Lab.Apps.Lasso;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Scheduling;

namespace Petuum.Lab.Tests.Lasso;

/// <summary>Lasso that goes on from a model.</summary>
public sealed class WarmLassoTests
{
    [Fact]
    public void Scheduler_ReadsAllOfBeta_BeforeTheFirstRoundOfAWarmStartOnly()
    {
        Model start = Run(new LassoProgram(LassoCase.Data, Options)).Model!;
        Assert.Equal(LassoCase.Data.Columns, Reads(new LassoProgram(LassoCase.Data, Options, start), round: 0));
        Assert.Equal(0, Reads(new LassoProgram(LassoCase.Data, Options, start), round: 1));
        Assert.Equal(0, Reads(new LassoProgram(LassoCase.Data, Options), round: 0));
    }

    [Fact]
    public void Load_ContinuesToTheSameBits_AfterAWarmStart()
    {
        Model start = Run(new LassoProgram(LassoCase.Data, Options)).Model!;
        LassoProgram Warm() => new(LassoCase.Data, Options with { LambdaRatio = 0.05 }, start);
        double[] whole = LassoProgram.CoefficientsOf(Run(Warm()).Model!);
        double[] restarted = LassoProgram.CoefficientsOf(Run(new WrappedProgram(
            Warm(), create => new RestartingWorker(create), create => new RestartingScheduler(create))).Model!);
        Assert.Equal(whole, restarted);
    }

    private static LassoOptions Options => LassoCase.Options(SchedulingKind.Priority);

    private static JobResult Run(IProgram program) =>
        LassoCase.Run(LassoCase.Plan(program, new Ssp(1), 2, ApplyMode.Clocked));

    private static int Reads(LassoProgram program, int round)
    {
        ReadSet reads = new();
        program.CreateScheduler(workers: 2, new Seed(1)).DeclareReads(round, reads);
        for (int index = 0; index < reads.Count; index++)
        {
            Assert.Equal((LassoProgram.Beta, index), reads[index]);
        }

        return reads.Count;
    }
}
