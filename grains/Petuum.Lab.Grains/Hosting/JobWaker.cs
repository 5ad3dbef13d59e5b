using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Petuum.Lab.Grains;

/// <summary>
/// Wakes the jobs that are listed as running when a silo starts: one may have been lost with all its machines, or
/// between two epochs, when it has none that could wake it.
/// </summary>
internal sealed class JobWaker
{
    /// <summary>Wakes them; a silo starts whether or not this succeeds.</summary>
    public static async Task WakeAsync(IServiceProvider services, CancellationToken cancellation)
    {
        IGrainFactory grains = services.GetRequiredService<IGrainFactory>();
        try
        {
            foreach (JobLine line in await grains.GetGrain<IJobListGrain>(0).GetAsync().WaitAsync(cancellation))
            {
                if (line.State == JobLine.Running)
                {
                    await grains.GetGrain<IJobGrain>(line.Id).WakeAsync().WaitAsync(cancellation);
                }
            }
        }
        catch (Exception failure)
        {
            services.GetRequiredService<ILogger<JobWaker>>().LogWarning(failure, "Running jobs could not be woken");
        }
    }
}
