using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Grains;

/// <summary>A model as a parcel: how it is stored, and sent to who asks for it.</summary>
internal static class ModelParcel
{
    /// <summary>All rows of all tables; to be released.</summary>
    public static Parcel Of(Model model, int clock, MessagePool pool)
    {
        List<RowBatch> batches = [];
        foreach (TableDefinition table in model.Tables)
        {
            RowBatch batch = pool.RentBatch(table.Id, table.Shape);
            for (int row = 0; row < table.Rows; row++)
            {
                model.AppendTo(batch, row);
            }

            batches.Add(batch);
        }

        return new Parcel([new ShardSnapshot { Clock = clock, Batches = batches }]);
    }

    /// <summary>The model again; releases the parcel.</summary>
    public static Model ToModel(Parcel parcel, IReadOnlyList<TableDefinition> tables)
    {
        Model model = new(tables);
        foreach (RowBatch batch in parcel.Messages.OfType<ShardSnapshot>().SelectMany(part => part.Batches))
        {
            model.Put(batch);
        }

        parcel.ReleaseIfNotTaken();
        return model;
    }
}
