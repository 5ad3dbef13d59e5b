using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Grains;
using Petuum.Lab.Silo.Configuration;

namespace Petuum.Lab.Silo.Hosting;

/// <summary>Where a silo's plans come from.</summary>
internal static class JobSources
{
    /// <summary>The one source of plans of this silo.</summary>
    public static IJobSource Create(SiloOptions options) => new NoJobs(options.DataFolder);

    /// <summary>Stands where canonical specs are to be read.</summary>
    private sealed class NoJobs(string dataFolder) : IJobSource
    {
        public JobSetup Open(JobDescription job) => throw new PlanException(
            $"job {job.Id}: this build of petuum-silo reads no specs (data folder '{dataFolder}')", "use a newer one");
    }
}
