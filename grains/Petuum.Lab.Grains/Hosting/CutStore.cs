using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Petuum.Lab.Grains;

/// <summary>A piece of what is stored.</summary>
[GenerateSerializer, Alias("petuum.stored-piece")]
public sealed class StoredPiece
{
    /// <summary>The bytes.</summary>
    [Id(0)]
    public byte[] Bytes { get; set; } = [];

    /// <summary>Pieces there are altogether.</summary>
    [Id(1)]
    public int Pieces { get; set; }
}

/// <summary>
/// The states of machines at cuts, and final models, in the silo's grain storage. Each is stored under the epoch that
/// made it, so an older epoch's machine that still believes in itself overwrites nothing of a newer one's; which cut
/// counts is decided by the job's record alone, which is written by compare-and-swap.
/// </summary>
/// <param name="storage">The grain storage.</param>
/// <param name="logger">Where failures are said.</param>
internal sealed class CutStore(
    [FromKeyedServices(SiloBuilderExtensions.StorageName)] IGrainStorage storage, ILogger<CutStore> logger)
{
    /// <summary>Databases take this much at once without strain.</summary>
    private const int PieceBytes = 8 << 20;

    private const int Trials = 4;

    private const string StateName = "piece";

    /// <summary>Stores bytes under a name, trying for a while; throws what the storage did last.</summary>
    public Task WriteAsync(string job, string name, ReadOnlyMemory<byte> bytes) => TryAsync(job, name, async () =>
    {
        await WriteOnceAsync(job, name, bytes);
        return true;
    });

    /// <summary>What is stored under a name, trying for a while; throws what the storage did last.</summary>
    /// <exception cref="InvalidOperationException">Nothing is.</exception>
    public async Task<byte[]> ReadAsync(string job, string name) =>
        await TryAsync(job, name, () => ReadOnceAsync(job, name))
        ?? throw new InvalidOperationException($"'{name}' of job {job} is not in the storage any more.");

    private async Task<T> TryAsync<T>(string job, string name, Func<Task<T>> act)
    {
        for (int trial = 1; ; trial++)
        {
            try
            {
                return await act();
            }
            catch (Exception failure) when (trial < Trials)
            {
                logger.LogWarning(failure, "State {Name} of job {Job}: trial {Trial} failed", name, job, trial);
            }

            await Task.Delay(TimeSpan.FromSeconds(trial));
        }
    }

    private async Task WriteOnceAsync(string job, string name, ReadOnlyMemory<byte> bytes)
    {
        int pieces = Math.Max(1, (int)((bytes.Length + (long)PieceBytes - 1) / PieceBytes));
        for (int piece = 0; piece < pieces; piece++)
        {
            int start = piece * PieceBytes;
            GrainState<StoredPiece> state = await ReadPieceAsync(job, name, piece);
            state.State = new StoredPiece
            {
                Bytes = bytes.Slice(start, Math.Min(PieceBytes, bytes.Length - start)).ToArray(),
                Pieces = pieces,
            };
            await storage.WriteStateAsync(StateName, Id(job, name, piece), state);
        }
    }

    private async Task<byte[]?> ReadOnceAsync(string job, string name)
    {
        GrainState<StoredPiece> first = await ReadPieceAsync(job, name, 0);
        if (!first.RecordExists)
        {
            return null;
        }

        List<byte[]> pieces = [first.State!.Bytes];
        for (int piece = 1; piece < first.State!.Pieces; piece++)
        {
            pieces.Add((await ReadPieceAsync(job, name, piece)).State!.Bytes);
        }

        byte[] whole = new byte[pieces.Sum(bytes => bytes.Length)];
        int at = 0;
        foreach (byte[] bytes in pieces)
        {
            bytes.CopyTo(whole, at);
            at += bytes.Length;
        }

        return whole;
    }

    /// <summary>Deletes what is stored under a name.</summary>
    public async Task ClearAsync(string job, string name)
    {
        for (int piece = 0, pieces = 1; piece < pieces; piece++)
        {
            GrainState<StoredPiece> state = await ReadPieceAsync(job, name, piece);
            if (state.RecordExists)
            {
                pieces = state.State!.Pieces;
                await storage.ClearStateAsync(StateName, Id(job, name, piece), state);
            }
        }
    }

    private async Task<GrainState<StoredPiece>> ReadPieceAsync(string job, string name, int piece)
    {
        GrainState<StoredPiece> state = new(new StoredPiece());
        await storage.ReadStateAsync(StateName, Id(job, name, piece), state);
        return state;
    }

    private static GrainId Id(string job, string name, int piece) =>
        GrainId.Create("petuum-stored", $"{job}/{name}/{piece}");
}
