using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Threads;

/// <summary>What a cluster of threads is told besides the plan.</summary>
public sealed record ThreadsOptions
{
    /// <summary>Slows workers down by sleeping; null: nobody sleeps.</summary>
    public ComputeTime? Stragglers { get; init; }
}

/// <summary>
/// The machines of Core on threads of this process, one a worker, in shared memory and wall time. Shards, scheduler and
/// job run on whichever worker's thread has nothing better to do. With Clocked and staleness 0 the model is the same to
/// the bit as on any other runtime.
/// </summary>
public sealed class ThreadsCluster(ThreadsOptions options) : ICluster
{
    /// <summary>Runs a plan; the task completes when all threads have ended.</summary>
    /// <exception cref="PlanException">The plan cannot run here; says why and the remedy.</exception>
    /// <exception cref="MachineFailedException">A program or an observer threw.</exception>
    public Task<JobResult> RunAsync(JobPlan plan, IRunObserver observer, CancellationToken cancellation)
    {
        plan.Validated().RequireNoGlobalKnowledge();
        return Create(plan, observer).RunAsync(cancellation);
    }

    private ThreadedRun Create(JobPlan plan, IRunObserver observer)
    {
        try
        {
            return new ThreadedRun(plan, options, observer);
        }
        catch (Exception failure) when (failure is not PlanException)
        {
            throw new MachineFailedException($"the run failed before it began: {failure.Message}", failure);
        }
    }
}
