using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Grains;

/// <summary>
/// What is stored of a job: its record, the cuts that it may go on from, and its final model. Every change of the
/// record is a compare-and-swap: of two activations one gets <see cref="InconsistentStateException"/>.
/// </summary>
internal sealed class JobLedger(string job, IPersistentState<JobRecord> record, IServiceProvider services)
{
    private const int Trials = 6;

    private readonly CutStore _store = services.GetRequiredService<CutStore>();
    private readonly ModelStore _models = services.GetRequiredService<ModelStore>();
    private readonly ILogger _logger = services.GetRequiredService<ILogger<JobLedger>>();

    private JobRecord Record => record.State;

    /// <summary>
    /// Stores the record, trying for a while; an activation that another has overtaken gives up at once.
    /// </summary>
    public async Task WriteAsync()
    {
        for (int trial = 1; ; trial++)
        {
            try
            {
                await record.WriteStateAsync();
                return;
            }
            catch (Exception failure) when (failure is not InconsistentStateException && trial < Trials)
            {
                _logger.LogWarning(failure, "Job {Job} was not stored, trial {Trial}", job, trial);
            }

            await Task.Delay(TimeSpan.FromSeconds(trial));
        }
    }

    /// <summary>From now on a cut is what the job goes on from; what was stored for others is deleted.</summary>
    public async Task KeepCutAsync(CutId cut, IEnumerable<NewsItem> history)
    {
        CutId[] old = [.. Record.Offered.Where(other => other != cut)];
        (Record.Cut, Record.Losses) = (cut, 0);
        Record.History = [.. history.Where(item => item.Evaluation is null || item.Clock < cut.Clock)];
        await WriteAsync();
        if (await TryAsync(() => ClearAsync(old)))
        {
            Record.Offered.RemoveAll(old.Contains);
        }
    }

    /// <summary>
    /// Stores the final model, of which the record tells before: should this silo die meanwhile, the next epoch finds
    /// what is to be deleted.
    /// </summary>
    public async Task<JobEnding> StoreModelAsync(Model model, JobEnding ending)
    {
        Record.ModelEpochs.Add(Record.Epoch);
        await WriteAsync();
        await _models.WriteAsync(job, Record.Epoch, model, ending.Clock);
        return ending with { ModelEpoch = Record.Epoch };
    }

    /// <summary>A block of a final model.</summary>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    public Task<StoredBlock> ReadModelAsync(int epoch, int block) => _models.ReadAsync(job, epoch, block);

    /// <summary>Deletes what nobody needs of a job that has ended, when its machines have.</summary>
    public async Task TidyAsync()
    {
        if (await TryAsync(() => ClearAsync([.. Record.Offered])))
        {
            Record.Offered.Clear();
        }

        int[] others = [.. Record.ModelEpochs.Where(epoch => epoch != Record.Ending?.ModelEpoch)];
        if (await TryAsync(() => _models.ClearAsync(job, others)))
        {
            Record.ModelEpochs.RemoveAll(others.Contains);
        }
    }

    /// <summary>Deletes everything, the record last.</summary>
    public async Task ForgetAsync()
    {
        await _models.ClearAsync(job, [.. Record.ModelEpochs]);
        await ClearAsync([.. Record.Offered]);
        await record.ClearStateAsync();
    }

    /// <summary>Does what a job can do without; false if it failed.</summary>
    public async Task<bool> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (Exception failure)
        {
            _logger.LogWarning(failure, "Something about job {Job} was left undone", job);
            return false;
        }
    }

    private Task ClearAsync(CutId[] cuts) =>
        _store.ClearAsync(job, cuts.SelectMany(cut => Record.Machines.Select(cut.NameOf)));
}
