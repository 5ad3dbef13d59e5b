using System.Collections.Concurrent;
using System.Globalization;
using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Grains;

/// <summary>
/// The jobs of silos that all are in this process: plans are handed over as they are, and observers see every event
/// with its payload.
/// </summary>
public sealed class SharedJobs : IJobSource
{
    private readonly ConcurrentDictionary<string, JobSetup> _setups = new();
    private int _count;

    /// <summary>Announces a job to the silos.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="observer">Sees every event.</param>
    /// <param name="inject">Adds what is injected.</param>
    /// <param name="cutEvery">A cut about every so many clocks; null: by time.</param>
    public SubmittedJob Submit(
        JobPlan plan, IRunObserver observer, Func<JobSetup, JobSetup>? inject = null, int? cutEvery = null)
    {
        string id = "job-" + Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture);
        SubmittedJob job = new(new JobDescription { Id = id, CutEvery = cutEvery }, () => _setups.TryRemove(id, out _));
        JobSetup setup = new(plan)
        {
            Observer = observer is NullObserver ? null : observer,
            Failed = failure => job.Failure ??= failure,
        };
        _setups[id] = inject?.Invoke(setup) ?? setup;
        return job;
    }

    /// <inheritdoc/>
    public JobSetup Open(JobDescription job) => _setups[job.Id];
}
