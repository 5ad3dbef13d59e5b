using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Runs;

/// <summary>How a run came out.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Reason">Why, for people; empty if there is nothing to explain.</param>
/// <param name="Result">What it left; null if it failed.</param>
internal sealed record RunEnding(Verdict Verdict, string Reason, JobResult? Result)
{
    /// <summary>The ending of a run that did not fail.</summary>
    public static RunEnding Of(JobResult result) => new(VerdictOf(result.Outcome), ReasonOf(result), result);

    /// <summary>Its name: <c>cancelled</c>, or the verdict's.</summary>
    public string Name => IsCancelled ? "cancelled" : Verdicts.Name(Verdict);

    /// <summary>Whether somebody cancelled it.</summary>
    public bool IsCancelled => Result is { Outcome: JobOutcome.Cancelled };

    /// <summary>The run in a line.</summary>
    public RunSummary Summarise(Expectation expect, RunRecorder recorder)
    {
        (MemberAccount workers, MemberAccount everyone) = recorder.Totals();
        ClockRecord? last = recorder.Clocks.Count > 0 ? recorder.Clocks[^1] : null;
        bool isVirtual = last?.VirtualSeconds is not null;
        return new RunSummary
        {
            Verdict = Verdict,
            Expect = expect,
            Reason = Reason,
            Clocks = recorder.CompletedByAll,
            DataProcessed = workers.Samples,
            VirtualSeconds = isVirtual && Result is { } result
                ? MemberAccount.Seconds(result.TimeMicros)
                : last?.VirtualSeconds,
            BytesSent = everyone.BytesSent,
            Messages = everyone.MessagesSent,
            Objective = last?.Objective ?? double.NaN,
            Metrics = last?.Metrics ?? [],
            ComputeSeconds = MemberAccount.Seconds(workers.ComputeMicros),
            WaitSeconds = MemberAccount.Seconds(workers.WaitMicros),
            SendSeconds = MemberAccount.Seconds(workers.SendMicros),
            MeanLag = LagCounts.Mean(recorder.Lags),
        };
    }

    private static Verdict VerdictOf(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Converged or JobOutcome.Completed => Verdict.Sound,
        JobOutcome.NotConverged or JobOutcome.Diverged => Verdict.NotConverged,
        JobOutcome.Stuck => Verdict.Stuck,
        _ => Verdict.RuntimeFailed,
    };

    private static string ReasonOf(JobResult result) => result switch
    {
        { Explanation.Length: > 0 } => result.Explanation,
        { Outcome: JobOutcome.Diverged } =>
            $"diverged at clock {result.Clock}: the objective is {result.Evaluation?.Objective:G4}",
        { Outcome: JobOutcome.NotConverged } =>
            $"not converged at clock {result.Clock}: the gap is {result.Evaluation?.Gap:G4}, "
            + $"the objective {result.Evaluation?.Objective:G4}",
        _ => string.Empty,
    };
}
