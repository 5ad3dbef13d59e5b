using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Simulation.Engine;

namespace Petuum.Lab.Simulation;

/// <summary>
/// A cluster in virtual time: one thread, the machines of Core, real mathematics. The same options, plan and seed
/// give the same events to the bit.
/// </summary>
public sealed class SimulatedCluster(SimulationOptions options) : ICluster
{
    /// <summary>What machines did up to now, in the present or else the last run; empty before the first.</summary>
    public Accounting Accounting { get; private set; } = new(workers: 0, shards: 0);

    /// <summary>
    /// Runs a plan on the caller's thread; the task is complete when it returns. The cancellation is looked at before
    /// every event.
    /// </summary>
    /// <exception cref="PlanException">The plan cannot run here; says why and the remedy.</exception>
    public Task<JobResult> RunAsync(JobPlan plan, IRunObserver observer, CancellationToken cancellation)
    {
        Accounting = new Accounting(plan.Validated().Workers, plan.Shards);
        return Task.FromResult(new SimulatedRun(plan, options, Accounting, observer).Run(cancellation));
    }
}
