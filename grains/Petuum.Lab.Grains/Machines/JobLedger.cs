using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Grains;

/// <summary>
/// What is stored of a job: its record, the cuts that it may go on from, and its final model. Every change of the
/// record is a compare-and-swap: of two activations one gets <see cref="InconsistentStateException"/>. An activation
/// that gets that, or <see cref="JobStorageException"/>, is to leave the job to another one.
/// </summary>
internal sealed class JobLedger(string job, IPersistentState<JobRecord> record, IServiceProvider services)
{
    /// <summary>How often the record's writing is tried.</summary>
    public const int Trials = 6;

    private readonly CutStore _store = services.GetRequiredService<CutStore>();
    private readonly ModelStore _models = services.GetRequiredService<ModelStore>();
    private readonly ILogger _logger = services.GetRequiredService<ILogger<JobLedger>>();

    private JobRecord Record => record.State;

    /// <summary>
    /// Stores the record, trying for a while; an activation that another has overtaken gives up at once.
    /// </summary>
    /// <exception cref="JobStorageException">The storage does not work at present.</exception>
    public async Task WriteAsync()
    {
        for (int trial = 1; ; trial++)
        {
            try
            {
                await record.WriteStateAsync();
                return;
            }
            catch (Exception failure) when (failure is not InconsistentStateException)
            {
                _logger.LogWarning(failure, "Job {Job} was not stored, trial {Trial}", job, trial);
                if (trial == Trials)
                {
                    throw new JobStorageException(failure);
                }
            }

            await Task.Delay(_store.Pause * trial);
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
    /// <exception cref="OrleansException">The storage does not work at present.</exception>
    public async Task<StoredBlock> ReadModelAsync(int epoch, int block)
    {
        try
        {
            return await _models.ReadAsync(job, epoch, block);
        }
        catch (Exception failure) when (failure is not InvalidOperationException)
        {
            throw new OrleansException($"the model of job {job} cannot be read at present: {failure.Message}", failure);
        }
    }

    /// <summary>Deletes what nobody needs of a job that has ended; its machines store nothing any more.</summary>
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

/// <summary>The storage of jobs does not work at present.</summary>
internal sealed class JobStorageException(Exception failure)
    : Exception($"the job could not be stored: {failure.Message}", failure);
