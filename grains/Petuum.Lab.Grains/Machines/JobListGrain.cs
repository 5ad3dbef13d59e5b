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
    private Task _forgetting = Task.CompletedTask;

    private List<JobLine> Lines => record.State.Lines;

    /// <summary>Jobs beyond those that are kept, the oldest first.</summary>
    private IEnumerable<JobLine> Oldest => Lines
        .Where(line => line.State != JobLine.Running)
        .Take(Lines.Count - options.Value.JobsKept);

    /// <inheritdoc/>
    public async Task PutAsync(JobLine line)
    {
        int known = Lines.FindIndex(other => other.Id == line.Id);
        if (known < 0)
        {
            Lines.Add(line);
        }
        else
        {
            Lines[known] = line;
        }

        await record.WriteStateAsync();
        if (known < 0 && _forgetting.IsCompleted)
        {
            _forgetting = ForgetOldestAsync();
        }
    }

    /// <inheritdoc/>
    public Task DropAsync(string id) =>
        Lines.RemoveAll(line => line.Id == id) > 0 ? record.WriteStateAsync() : Task.CompletedTask;

    /// <inheritdoc/>
    public Task<JobLine[]> GetAsync() => Task.FromResult(Lines.ToArray());

    /// <summary>
    /// A line goes when all that is stored of its job is gone; another time, if that fails. It may take a while, so
    /// nobody waits for it; lines are dropped in turns of their own.
    /// </summary>
    private async Task ForgetOldestAsync()
    {
        IJobListGrain self = this.AsReference<IJobListGrain>();
        HashSet<string> tried = [];
        while (Oldest.FirstOrDefault(line => !tried.Contains(line.Id)) is { } old)
        {
            tried.Add(old.Id);
            try
            {
                if (await GrainFactory.GetGrain<IJobGrain>(old.Id).ForgetAsync())
                {
                    await self.DropAsync(old.Id);
                }
            }
            catch (Exception failure)
            {
                logger.LogWarning(failure, "Job {Job} could not be forgotten", old.Id);
            }
        }
    }
}

/// <summary>The list as it is stored.</summary>
[GenerateSerializer, Alias("petuum.job-list")]
public sealed class JobListRecord
{
    /// <summary>The jobs, the oldest first.</summary>
    [Id(0)]
    public List<JobLine> Lines { get; set; } = [];
}
