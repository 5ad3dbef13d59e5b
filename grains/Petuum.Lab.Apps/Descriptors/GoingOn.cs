using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Descriptors;

/// <summary>What programs require of a saved model that they go on from.</summary>
public static class GoingOn
{
    /// <summary>The model is of this program, in whichever form.</summary>
    /// <exception cref="DataFormatException">It is of another one.</exception>
    public static void RequireProgram(this SavedModel start, string name)
    {
        ArgumentNullException.ThrowIfNull(start);
        start.Require(
            start.Program.Descriptor.Name == name,
            $"a model of '{start.Program.Name}', which '{name}' cannot go on from",
            $"pass a model of '{name}', or train without --from");
    }

    /// <summary>Nothing: the program would go on from what models lack.</summary>
    /// <exception cref="DataFormatException">There is a model.</exception>
    public static void RefuseStart(this ProgramInput input, string name, string lacking)
    {
        ArgumentNullException.ThrowIfNull(input);
        input.Start?.Require(false, $"'{name}' would go on from {lacking}", "train without --from");
    }

    /// <summary>The model has as many features as the data.</summary>
    /// <exception cref="DataFormatException">It has others.</exception>
    public static void RequireFeatures(this SavedModel start, int features, LoadedData data)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(data);
        start.Require(
            features == data.Features,
            $"a model of {features} features, where the data have {data.Features}",
            features > data.Features
                ? $"pass --columns {features} if the last ones are missing"
                : "train without --from");
    }

    /// <summary>A table with rows of a shape.</summary>
    /// <exception cref="DataFormatException">It is not there, or has other columns.</exception>
    public static void RequireTable(this SavedModel start, int index, string name, RowShape shape)
    {
        ArgumentNullException.ThrowIfNull(start);
        RowShape saved = start.Table(index, name, shape.Element).Shape;
        start.Require(
            saved == shape,
            $"its table '{name}' has {saved.Columns} columns, not {shape.Columns}",
            "train with the same options (--rank, --clusters), or without --from");
    }

    /// <summary>All tables, as the program has them.</summary>
    /// <returns>The model.</returns>
    /// <exception cref="DataFormatException">It is of another program, or a table of another size.</exception>
    public static Model RequireTables(this SavedModel start, string name, IReadOnlyList<TableDefinition> tables)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(tables);
        start.RequireProgram(name);
        for (int table = 0; table < tables.Count; table++)
        {
            start.RequireTable(table, tables[table].Name, tables[table].Shape);
            int rows = start.Model.Tables[table].Rows;
            start.Require(
                rows == tables[table].Rows,
                $"its table '{tables[table].Name}' has {rows} rows, not {tables[table].Rows}",
                "train with the same options on data of the same features, or without --from");
        }

        return start.Model;
    }
}
