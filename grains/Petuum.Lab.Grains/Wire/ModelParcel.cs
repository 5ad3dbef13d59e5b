using Orleans.Serialization;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Grains;

/// <summary>A model as serialised parcels: how it is stored, and sent to who asks for it.</summary>
/// <param name="serializer">Knows parcels.</param>
internal sealed class ModelParcel(Serializer serializer)
{
    /// <summary>What is made at a time.</summary>
    private const int PieceBytes = 4 << 20;

    /// <summary>
    /// All rows of all tables, piece by piece. However large the model is, the rows of a piece are at most
    /// <paramref name="bytesMax"/> and one.
    /// </summary>
    public IEnumerable<ReadOnlyMemory<byte>> PiecesOf(
        Model model, int clock, MessagePool pool, int bytesMax = PieceBytes)
    {
        List<RowBatch> batches = [];
        long bytes = 0;
        foreach (TableDefinition table in model.Tables)
        {
            for (int row = 0; row < table.Rows;)
            {
                RowBatch batch = pool.RentBatch(table.Id, table.Shape);
                do
                {
                    model.AppendTo(batch, row++);
                }
                while (row < table.Rows && bytes + batch.Bytes < bytesMax);

                batches.Add(batch);
                bytes += batch.Bytes;
                if (bytes >= bytesMax)
                {
                    yield return Close(batches, clock);
                    (batches, bytes) = ([], 0);
                }
            }
        }

        if (batches.Count > 0)
        {
            yield return Close(batches, clock);
        }
    }

    /// <summary>Puts the rows of pieces in their places; how many they were.</summary>
    public long Put(IEnumerable<ReadOnlyMemory<byte>> pieces, Model model)
    {
        long rows = 0;
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            rows += Put(piece, model);
        }

        return rows;
    }

    private int Put(ReadOnlyMemory<byte> piece, Model model)
    {
        Parcel parcel = serializer.Deserialize<Parcel>(piece)!;
        try
        {
            int rows = 0;
            foreach (RowBatch batch in parcel.Messages.OfType<ShardSnapshot>().SelectMany(part => part.Batches))
            {
                model.Put(batch);
                rows += batch.Count;
            }

            return rows;
        }
        finally
        {
            parcel.ReleaseIfNotTaken();
        }
    }

    private ReadOnlyMemory<byte> Close(List<RowBatch> batches, int clock)
    {
        Parcel parcel = new([new ShardSnapshot { Clock = clock, Batches = batches }]);
        try
        {
            return serializer.SerializeToArray(parcel);
        }
        finally
        {
            parcel.ReleaseIfNotTaken();
        }
    }
}
