using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Grains;

/// <summary>A model as parcels: how it is stored, and sent to who asks for it.</summary>
internal static class ModelParcel
{
    /// <summary>What a storage and a call take without strain.</summary>
    private const int PartBytes = 16 << 20;

    /// <summary>
    /// All rows of all tables, part by part, of which each is to be released before the next is made. However large the
    /// model is, a part is at most <paramref name="bytesMax"/> and a row.
    /// </summary>
    public static IEnumerable<Parcel> PartsOf(Model model, int clock, MessagePool pool, int bytesMax = PartBytes)
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

    /// <summary>Puts a part's rows in their places, and releases it.</summary>
    public static void MoveTo(Parcel part, Model model)
    {
        foreach (RowBatch batch in part.Messages.OfType<ShardSnapshot>().SelectMany(rows => rows.Batches))
        {
            model.Put(batch);
        }

        part.ReleaseIfNotTaken();
    }

    private static Parcel Close(List<RowBatch> batches, int clock) =>
        new([new ShardSnapshot { Clock = clock, Batches = batches }]);
}
