using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Simulation;

/// <summary>The simulated cluster that plans run on: an immutable value, usable for any number of runs.</summary>
public sealed record SimulationOptions
{
    /// <summary>The network.</summary>
    public required NetworkModel Network { get; init; }

    /// <summary>What computing costs.</summary>
    public required ComputeModel Compute { get; init; }

    /// <summary>What slows workers down; <see cref="NoStragglers.Instance"/> if nothing does.</summary>
    public required IStragglerModel Stragglers { get; init; }

    /// <summary>The root of the network's chance; stragglers bring their own.</summary>
    public required Seed Seed { get; init; }

    /// <summary>
    /// Makes the global knowledge that VAP needs, afresh for every run of a plan with a value bound. A gate that is an
    /// <see cref="IRunObserver"/> sees every event, before the run's observer does; do not add it there again.
    /// </summary>
    public Func<JobPlan, IValueGate>? Gate { get; init; }

    /// <summary>
    /// A run still going at this virtual time ends as <see cref="JobOutcome.NotConverged"/>; null: no limit.
    /// </summary>
    public long? TimeLimitMicros { get; init; }
}
