using Orleans.Serialization;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Grains;

/// <summary>Final models in the silo's grain storage, each under the epoch that stored it.</summary>
internal sealed class ModelStore(CutStore store, Serializer serializer, MessagePool pool)
{
    /// <summary>A minute, nearly: without its model the job would compute again what led to it.</summary>
    private const int Trials = 10;

    private readonly ModelParcel _parcels = new(serializer);

    /// <summary>Stores a model piece by piece, or throws and leaves nothing of it.</summary>
    public Task WriteAsync(string job, int epoch, Model model, int clock) =>
        store.WriteAsync(job, NameOf(epoch), _parcels.PiecesOf(model, clock, pool), Trials);

    /// <summary>A block of a model's pieces.</summary>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    public Task<StoredBlock> ReadAsync(string job, int epoch, int block) => store.ReadAsync(job, NameOf(epoch), block);

    /// <summary>Deletes what epochs have stored.</summary>
    public Task ClearAsync(string job, IEnumerable<int> epochs) => store.ClearAsync(job, epochs.Select(NameOf));

    private static string NameOf(int epoch) => $"{epoch}/model";
}
