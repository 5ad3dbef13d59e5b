using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Petuum.Lab.Grains;

/// <summary>
/// Wakes the jobs that are listed as running when a silo starts: one may have been lost with all its machines, or
/// between two epochs, when it has none that could wake it.
/// </summary>
internal sealed class JobWaker
{
    private const int Trials = 360;

    /// <summary>
    /// Makes sure that somebody leads a job after an activation that gives up: if what overtook it was a write of its
    /// own whose answer was lost, or the storage is down, nobody would. Tries until it succeeds, for an hour or so.
    /// </summary>
    public static void WakeLater(IServiceProvider services, string id)
    {
        // Asked for now: an activation's services are gone with it.
        IJobGrain job = services.GetRequiredService<IGrainFactory>().GetGrain<IJobGrain>(id);
        ILogger logger = services.GetRequiredService<ILogger<JobWaker>>();
        TimeSpan delay = services.GetRequiredService<IOptions<PetuumOptions>>().Value.LeasePeriod;
        _ = Task.Run(async () =>
        {
            for (int trial = 0; trial < Trials; trial++)
            {
                await Task.Delay(delay);
                if (await TryWakeAsync(job, id, logger))
                {
                    return;
                }
            }
        });
    }

    /// <summary>Wakes them; a silo starts whether or not this succeeds.</summary>
    public static async Task WakeAsync(IServiceProvider services, CancellationToken cancellation)
    {
        IGrainFactory grains = services.GetRequiredService<IGrainFactory>();
        ILogger logger = services.GetRequiredService<ILogger<JobWaker>>();
        try
        {
            foreach (JobLine line in await grains.GetGrain<IJobListGrain>(0).GetAsync().WaitAsync(cancellation))
            {
                if (line.State == JobLine.Running)
                {
                    await TryWakeAsync(grains.GetGrain<IJobGrain>(line.Id), line.Id, logger).WaitAsync(cancellation);
                }
            }
        }
        catch (Exception failure)
        {
            logger.LogWarning(failure, "Running jobs could not be woken");
        }
    }

    private static async Task<bool> TryWakeAsync(IJobGrain job, string id, ILogger logger)
    {
        try
        {
            await job.WakeAsync();
            return true;
        }
        catch (Exception failure)
        {
            logger.LogWarning(failure, "Job {Job} could not be woken", id);
            return false;
        }
    }
}
