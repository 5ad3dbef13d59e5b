using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;

namespace Petuum.Lab.Grains;

/// <summary>How an epoch ended.</summary>
internal enum EpochEnd
{
    /// <summary>The stop rule says so.</summary>
    Finished,

    /// <summary>Somebody cancelled the job.</summary>
    Cancelled,

    /// <summary>Everybody waits.</summary>
    Stuck,

    /// <summary>A machine threw.</summary>
    Failed,

    /// <summary>Machines were lost with their silo: another epoch is to go on.</summary>
    Lost,

    /// <summary>This silo ends: another activation of the job is to go on.</summary>
    Left,
}

/// <summary>What the end of an epoch means for its job.</summary>
internal static class EpochEnds
{
    private const string Cancelled = "the run was cancelled.";

    /// <summary>How a job ended that was cancelled before it had read its data.</summary>
    public static JobEnding CancelledBefore { get; } =
        new() { Outcome = JobOutcome.Cancelled, Clock = -1, Explanation = Cancelled };

    /// <summary>How the job ended, if it ended with the epoch.</summary>
    /// <param name="end">How the epoch ended.</param>
    /// <param name="machine">The job's machine.</param>
    /// <param name="explanation">Why, where that has to be said.</param>
    /// <param name="micros">How long the job took.</param>
    public static JobEnding ToEnding(this EpochEnd end, JobMachine machine, string explanation, long micros) => new()
    {
        Outcome = machine.Outcome ?? end switch
        {
            EpochEnd.Cancelled => JobOutcome.Cancelled,
            EpochEnd.Stuck => JobOutcome.Stuck,
            _ => null,
        },
        Clock = machine.Clock,
        Evaluation = machine.Evaluation is { } evaluation ? new EvaluationRecord(evaluation) : null,
        TimeMicros = micros,
        Explanation = machine.Outcome is not null ? ""
            : end == EpochEnd.Cancelled ? Cancelled
            : explanation,
    };
}
