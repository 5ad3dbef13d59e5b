using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Petuum.Lab.Grains;

/// <summary>
/// The states of machines at cuts, and final models, in the silo's grain storage: pieces, one after the other, in
/// blocks that are written and read one at a time. Each state is stored under the epoch that made it, so an older
/// epoch's machine that still believes in itself overwrites nothing of a newer one's; which cut counts is decided by
/// the job's record alone, which is written by compare-and-swap.
/// </summary>
/// <param name="storage">The grain storage.</param>
/// <param name="logger">Where failures are said.</param>
internal sealed class CutStore(
    [FromKeyedServices(SiloBuilderExtensions.StorageName)] IGrainStorage storage, ILogger<CutStore> logger)
{
    /// <summary>Databases take this much at once without strain.</summary>
    private const int BlockBytes = 8 << 20;

    private const int Trials = 4;

    /// <summary>A storage that fails so often in a row does not work at present.</summary>
    private const int FailuresMax = 3;

    private const string StateName = "block";

    /// <summary>Between the first trial of something and the next; grows with each.</summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Stores pieces under a name, taking each when there is room for it, and trying for a while; throws what the
    /// storage, or who gives the pieces, did last. What was stored of them is deleted then, and also if they turn out
    /// to be unwanted.
    /// </summary>
    public async Task WriteAsync(
        string job,
        string name,
        IEnumerable<ReadOnlyMemory<byte>> pieces,
        int trials = Trials,
        CancellationToken unwanted = default)
    {
        int written = 0;
        try
        {
            foreach (StoredBlock block in StoredBlock.Of(pieces, BlockBytes))
            {
                unwanted.ThrowIfCancellationRequested();
                await TryAsync(job, name, () => WriteBlockAsync(job, name, written, block), trials, unwanted);
                written++;
            }

            unwanted.ThrowIfCancellationRequested();
        }
        catch
        {
            await ClearBrokenOffAsync(job, name, written + 1);
            throw;
        }
    }

    /// <summary>
    /// The pieces that are stored under a name, in order; tries for a while.
    /// </summary>
    /// <exception cref="InvalidOperationException">They are not there, or not all of them.</exception>
    /// <exception cref="JobStorageException">The storage does not work at present.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(string job, string name)
    {
        PieceReader reader = new();
        for (int at = 0; !reader.IsDone; at++)
        {
            foreach (ReadOnlyMemory<byte> piece in reader.PiecesOf(await ReadAsync(job, name, at)))
            {
                yield return piece;
            }
        }
    }

    /// <summary>One of the blocks of the pieces, for who puts them together elsewhere.</summary>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    /// <exception cref="JobStorageException">The storage does not work at present.</exception>
    public async Task<StoredBlock> ReadAsync(string job, string name, int at)
    {
        GrainState<StoredBlock> state;
        try
        {
            state = await TryAsync(job, name, () => ReadBlockAsync(job, name, at));
        }
        catch (Exception failure)
        {
            throw new JobStorageException($"'{name}' of job {job} could not be read", failure);
        }

        return state.RecordExists
            ? state.State!
            : throw new InvalidOperationException(
                $"'{name}' of job {job} is not in the storage any more: somebody deleted it, or it was in the memory "
                + "of a silo that is gone; use adonet or redis as the silos' storage.");
    }

    /// <summary>
    /// Deletes all that is stored under names; goes on where some cannot be deleted, as long as not several in a row,
    /// and throws in the end.
    /// </summary>
    public async Task ClearAsync(string job, IEnumerable<string> names)
    {
        List<Exception> failures = [];
        int inARow = 0;
        foreach (string name in names)
        {
            try
            {
                await ClearAsync(job, name);
                inARow = 0;
            }
            catch (Exception failure)
            {
                failures.Add(failure);
                if (++inARow == FailuresMax)
                {
                    break;
                }
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }

    /// <summary>Deletes what is stored under a name, and be it a part of what was to be.</summary>
    public Task ClearAsync(string job, string name) => ClearAsync(job, name, blocksAtLeast: 1);

    /// <summary>
    /// Writing goes upwards and deleting downwards, so that whatever breaks off either leaves no gap, and what is left
    /// is found again.
    /// </summary>
    private async Task ClearAsync(string job, string name, int blocksAtLeast)
    {
        List<GrainState<StoredBlock>> found = [];
        while (found.Count < blocksAtLeast || found[^1].RecordExists)
        {
            GrainState<StoredBlock> state = await ReadBlockAsync(job, name, found.Count);
            state.State = new StoredBlock();
            found.Add(state);
        }

        for (int at = found.Count - 1; at >= 0; at--)
        {
            await ClearBlockAsync(job, name, at, found[at]);
        }
    }

    /// <summary>Somebody else may have deleted it meanwhile, or have written it only now.</summary>
    private async Task ClearBlockAsync(string job, string name, int at, GrainState<StoredBlock> found)
    {
        for (int trial = 1; found.RecordExists; trial++)
        {
            try
            {
                await storage.ClearStateAsync(StateName, Id(job, name, at), found);
                return;
            }
            catch (InconsistentStateException) when (trial < Trials)
            {
                found = await ReadBlockAsync(job, name, at);
            }
        }
    }

    /// <summary>
    /// The one that was being written may have arrived all the same, and who deleted the others before may not have
    /// seen it.
    /// </summary>
    private async Task ClearBrokenOffAsync(string job, string name, int blocks)
    {
        try
        {
            await ClearAsync(job, name, blocks);
        }
        catch (Exception failure)
        {
            logger.LogWarning(failure, "State {Name} of job {Job}: a part of it is left for now", name, job);
        }
    }

    private async Task<T> TryAsync<T>(
        string job, string name, Func<Task<T>> act, int trials = Trials, CancellationToken cancellation = default)
    {
        for (int trial = 1; ; trial++)
        {
            try
            {
                return await act();
            }
            catch (Exception failure) when (trial < trials)
            {
                logger.LogWarning(failure, "State {Name} of job {Job}: trial {Trial} failed", name, job, trial);
            }

            await Task.Delay(Pause * trial, cancellation);
        }
    }

    private async Task<bool> WriteBlockAsync(string job, string name, int at, StoredBlock block)
    {
        GrainState<StoredBlock> state = await ReadBlockAsync(job, name, at);
        state.State = block;
        await storage.WriteStateAsync(StateName, Id(job, name, at), state);
        return true;
    }

    private async Task<GrainState<StoredBlock>> ReadBlockAsync(string job, string name, int at)
    {
        GrainState<StoredBlock> state = new(new StoredBlock());
        await storage.ReadStateAsync(StateName, Id(job, name, at), state);
        return state;
    }

    private static GrainId Id(string job, string name, int at) =>
        GrainId.Create("petuum-stored", $"{job}/{name}/{at}");
}
