using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Threads;

/// <summary>
/// How long a round takes under a straggler, in microseconds of wall time: the worker sleeps for what this exceeds the
/// time it took.
/// </summary>
/// <param name="worker">Who computes.</param>
/// <param name="clock">In which round.</param>
/// <param name="startMicros">When it began, since the start of the run.</param>
/// <param name="nominalMicros">How long it took undisturbed.</param>
public delegate long ComputeTime(WorkerId worker, int clock, long startMicros, long nominalMicros);

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
        Require(
            !plan.Validated().Consistency.Any(policy => policy is Vap),
            "VAP needs to know all updates in transit, which threads do not",
            "use the simulator, or another policy");
        Require(
            plan.Communication is null,
            "managed communication in shared memory, where there is no bandwidth to manage",
            "use the simulator, or no managed communication");
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

    private static void Require(bool holds, string problem, string remedy)
    {
        if (!holds)
        {
            throw new PlanException(problem, remedy);
        }
    }
}

/// <summary>A machine threw: the run is over. The message says which, where it was, and why.</summary>
public sealed class MachineFailedException(string message, Exception inner) : Exception(message, inner);
