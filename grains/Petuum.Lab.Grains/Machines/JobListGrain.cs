using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Placement;

namespace Petuum.Lab.Grains;

/// <summary>The jobs of the cluster, the latest ones, in the grain storage.</summary>
[HashBasedPlacement]
internal sealed class JobListGrain(
    [PersistentState("jobs", SiloBuilderExtensions.StorageName)] IPersistentState<JobListRecord> record,
    IOptions<PetuumOptions> options,
    ILogger<JobListGrain> logger) : Grain, IJobListGrain
{
    private List<JobLine> Lines => record.State.Lines;

    /// <inheritdoc/>
    public async Task PutAsync(JobLine line)
    {
        int known = Lines.FindIndex(other => other.Id == line.Id);
        if (known >= 0)
        {
            Lines[known] = line;
            await record.WriteStateAsync();
            return;
        }

        Lines.Add(line);
        await record.WriteStateAsync();
        if (await ForgetOldestAsync())
        {
            await record.WriteStateAsync();
        }
    }

    /// <summary>
    /// A line goes when all that is stored of its job is gone; another time, if that fails. False if none went.
    /// </summary>
    private async Task<bool> ForgetOldestAsync()
    {
        int known = Lines.Count;
        int surplus = Math.Max(0, Lines.Count - options.Value.JobsKept);
        foreach (JobLine old in Lines.Where(other => other.State != JobLine.Running).Take(surplus).ToArray())
        {
            try
            {
                if (await GrainFactory.GetGrain<IJobGrain>(old.Id).ForgetAsync())
                {
                    Lines.Remove(old);
                }
            }
            catch (Exception failure)
            {
                logger.LogWarning(failure, "Job {Job} could not be forgotten", old.Id);
            }
        }

        return Lines.Count < known;
    }

    /// <inheritdoc/>
    public Task<JobLine[]> GetAsync() => Task.FromResult(record.State.Lines.ToArray());
}

/// <summary>The list as it is stored.</summary>
[GenerateSerializer, Alias("petuum.job-list")]
public sealed class JobListRecord
{
    /// <summary>The jobs, the oldest first.</summary>
    [Id(0)]
    public List<JobLine> Lines { get; set; } = [];
}
