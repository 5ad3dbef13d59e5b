using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Runs.Training;

namespace Petuum.Lab.Tests.Commands;

/// <summary>When training is ended because the objective grew.</summary>
public sealed class GrowthWatchTests
{
    [Fact]
    public void GrowthAfterAGoodStart_IsDivergence()
    {
        bool isStopped = false;
        GrowthWatch growth = new(1.5, () => isStopped = true) { Evaluated = (_, _) => { } };
        JobResult ended = new(JobOutcome.Cancelled, 2, null, null, 0, "");
        growth.On(Evaluated(0, 100));
        growth.On(Evaluated(1, 10));
        growth.On(Evaluated(2, 14.9));
        Assert.Equal((false, JobOutcome.Cancelled), (isStopped, growth.Judge(ended).Outcome));
        growth.On(Evaluated(3, 15.1));
        JobResult judged = growth.Judge(ended);
        Assert.Equal((true, JobOutcome.Diverged, 3), (isStopped, judged.Outcome, judged.Clock));
    }

    private static RunEvent Evaluated(int clock, double objective) => new(
        RunEventKind.Evaluated, Endpoint.Job, Endpoint.Job, clock, Payload: new Evaluation(objective, double.NaN, []));
}
