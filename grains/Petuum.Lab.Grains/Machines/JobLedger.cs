using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;
using Orleans.Storage;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Programs;
using Endpoint = Petuum.Lab.Core.Endpoint;

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

    /// <summary>How much of the history is stored together; the record holds what is left.</summary>
    public const int PartItems = 256;

    private readonly CutStore _store = services.GetRequiredService<CutStore>();
    private readonly ModelStore _models = services.GetRequiredService<ModelStore>();
    private readonly Serializer _serializer = services.GetRequiredService<Serializer>();
    private readonly ILogger _logger = services.GetRequiredService<ILogger<JobLedger>>();
    private Task _clearing = Task.CompletedTask;
    private int _itemsInParts;

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
                    throw new JobStorageException("the job could not be stored", failure);
                }
            }

            await Task.Delay(_store.Pause * trial);
        }
    }

    /// <summary>Gives the job's machine its state at the cut that the job goes on from, if there is one.</summary>
    /// <exception cref="JobStorageException">The storage does not work at present.</exception>
    public async Task RestoreAsync(JobMachine machine)
    {
        if (Record.Cut is { } cut)
        {
            await foreach (ReadOnlyMemory<byte> piece in _store.ReadAsync(job, cut.NameOf(Endpoint.Job)))
            {
                machine.Restore(piece);
            }
        }
    }

    /// <summary>The history as far as it is stored; what the storage has lost of it is left out.</summary>
    /// <exception cref="OrleansException">The storage does not work at present.</exception>
    public async Task<NewsItem[]> ReadHistoryAsync()
    {
        List<NewsItem> items = [];
        for (int part = 0; part < Record.HistoryParts.Length; part++)
        {
            try
            {
                await foreach (ReadOnlyMemory<byte> piece in _store.ReadAsync(
                    job, PartName(Record.HistoryParts[part], part)))
                {
                    items.AddRange(_serializer.Deserialize<NewsItem[]>(piece)!);
                }
            }
            catch (InvalidOperationException lost)
            {
                _logger.LogWarning(lost, "A part of the history of job {Job} is lost", job);
            }
            catch (JobStorageException failure)
            {
                throw JobStorageException.ForClients(failure);
            }
        }

        _itemsInParts = items.Count;
        return [.. items, .. Record.History];
    }

    /// <summary>Stores the states of an epoch's job machine.</summary>
    public Func<int, IEnumerable<ReadOnlyMemory<byte>>, CancellationToken, Task> StoreOfJob(int epoch) =>
        (clock, state, unwanted) => _store.WriteAsync(
            job, new CutId(epoch, clock).NameOf(Endpoint.Job), state, unwanted: unwanted);

    /// <summary>
    /// From now on a cut is what the job goes on from. What was stored for others is deleted meanwhile; or with the
    /// next cut, where that still goes on.
    /// </summary>
    public async Task KeepCutAsync(CutId cut, NewsItem[] history)
    {
        bool IsKept(NewsItem item) => item.Evaluation is null || item.Clock < cut.Clock;
        (Record.Cut, Record.Losses) = (cut, 0);
        Record.History = [.. history.Skip(_itemsInParts).Where(IsKept)];
        await StorePartsAsync(history.Skip(_itemsInParts).TakeWhile(IsKept).Count());
        await WriteAsync();
        if (_clearing.IsCompleted)
        {
            _clearing = ForgoAsync([.. Record.Offered.Where(other => other != cut)]);
        }
    }

    /// <summary>Stores how the job ended.</summary>
    public Task EndAsync(JobEnding ending, NewsItem[] history)
    {
        (Record.Ending, Record.History) = (ending, history[_itemsInParts..]);
        return WriteAsync();
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
        catch (JobStorageException failure)
        {
            throw JobStorageException.ForClients(failure);
        }
    }

    /// <summary>Deletes what nobody needs of a job that has ended; its machines store nothing any more.</summary>
    public async Task TidyAsync()
    {
        await _clearing;
        await ForgoAsync([.. Record.Offered]);
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
        await _store.ClearAsync(job, PartNames());
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

    /// <summary>Adds or updates the job's line in the list of all.</summary>
    public Task ListAsync()
    {
        string state = Record.Ending is not { } ending ? JobLine.Running
            : ending.Outcome is { } outcome ? outcome.ToString().ToLowerInvariant()
            : "failed";
        return services.GetRequiredService<IGrainFactory>().GetGrain<IJobListGrain>(0)
            .PutAsync(new JobLine(job, Record.Job!.Name, state));
    }

    /// <summary>
    /// Moves what is at the beginning of the record's history, as far as nothing can come before it any more, into
    /// parts. What cannot be stored now stays in the record.
    /// </summary>
    private async Task StorePartsAsync(int settled)
    {
        for (; settled >= PartItems; settled -= PartItems)
        {
            int[] parts = Record.HistoryParts;
            byte[] part = _serializer.SerializeToArray(Record.History[..PartItems]);
            if (!await TryAsync(() => _store.WriteAsync(job, PartName(Record.Epoch, parts.Length), [part])))
            {
                return;
            }

            (Record.HistoryParts, Record.History) = ([.. parts, Record.Epoch], Record.History[PartItems..]);
            _itemsInParts += PartItems;
        }
    }

    /// <summary>
    /// The parts, and those that an epoch may have stored at its end without telling the record.
    /// </summary>
    private IEnumerable<string> PartNames() => Record.HistoryParts.Select((epoch, part) => PartName(epoch, part))
        .Concat(Enumerable.Range(1, Record.Epoch)
            .Select(epoch => PartName(epoch, Record.HistoryParts.Count(by => by <= epoch))));

    private static string PartName(int epoch, int part) => $"{epoch}/history/{part}";

    /// <summary>Deletes cuts, of which what is left is known if it fails.</summary>
    private async Task ForgoAsync(CutId[] cuts)
    {
        if (await TryAsync(() => ClearAsync(cuts)))
        {
            // A list of its own: the other may be on its way to the storage.
            Record.Offered = [.. Record.Offered.Where(cut => !cuts.Contains(cut))];
        }
    }

    private Task ClearAsync(CutId[] cuts) =>
        _store.ClearAsync(job, cuts.SelectMany(cut => Record.Machines.Select(cut.NameOf)));
}

/// <summary>The storage of jobs does not work at present.</summary>
internal sealed class JobStorageException(string problem, Exception failure)
    : Exception($"{problem}: {failure.Message}", failure)
{
    /// <summary>A failure of the storage as an exception that clients know, and after which they try again.</summary>
    public static OrleansException ForClients(Exception failure) =>
        new($"{failure.Message} (look at the silos' storage)");
}
