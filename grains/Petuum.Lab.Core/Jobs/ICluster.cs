using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Core.Jobs;

/// <summary>How a run ended.</summary>
public enum JobOutcome
{
    /// <summary>The stop rule's tolerance or target was reached.</summary>
    Converged,

    /// <summary>It ran to the last clock and no tolerance or target was asked for.</summary>
    Completed,

    /// <summary>It ran to the last clock without reaching what was asked for.</summary>
    NotConverged,

    /// <summary>The objective is not finite or grew beyond the divergence factor.</summary>
    Diverged,

    /// <summary>Everybody waits; <see cref="JobResult.Explanation"/> says who for whom.</summary>
    Stuck,

    /// <summary>The caller cancelled it.</summary>
    Cancelled,
}

/// <summary>What a run leaves behind.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Clock">The clock of <paramref name="Model"/>.</param>
/// <param name="Model">The last evaluated model; null if there was none.</param>
/// <param name="Evaluation">Its evaluation; null if there was none.</param>
/// <param name="TimeMicros">When the run ended, in the runtime's time.</param>
/// <param name="Explanation">For people; empty if there is nothing to explain.</param>
public sealed record JobResult(
    JobOutcome Outcome, int Clock, Model? Model, Evaluation? Evaluation, long TimeMicros, string Explanation);

/// <summary>A runtime: simulated, threads or Orleans.</summary>
public interface ICluster
{
    /// <summary>Runs a plan to its end; <paramref name="observer"/> sees every event.</summary>
    Task<JobResult> RunAsync(JobPlan plan, IRunObserver observer, CancellationToken cancellation);
}
