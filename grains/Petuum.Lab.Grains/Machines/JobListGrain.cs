using Orleans.Placement;

namespace Petuum.Lab.Grains;

/// <summary>The jobs of the cluster, the latest thousand, in the grain storage.</summary>
[HashBasedPlacement]
internal sealed class JobListGrain(
    [PersistentState("jobs", SiloBuilderExtensions.StorageName)] IPersistentState<JobListRecord> record)
    : Grain, IJobListGrain
{
    private const int LinesMax = 1000;

    /// <inheritdoc/>
    public async Task PutAsync(JobLine line)
    {
        List<JobLine> lines = record.State.Lines;
        int known = lines.FindIndex(other => other.Id == line.Id);
        if (known < 0)
        {
            lines.Add(line);
            lines.RemoveRange(0, Math.Max(0, lines.Count - LinesMax));
        }
        else
        {
            lines[known] = line;
        }

        await record.WriteStateAsync();
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
