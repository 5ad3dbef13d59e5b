using System.Numerics;
using System.Text.RegularExpressions;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Runs.Models;

/// <summary>The tables of a model folder as array files.</summary>
internal static partial class ModelTables
{
    /// <summary>Writes a table's files.</summary>
    public static SavedTable Save(string folder, Model model, TableDefinition table) => new(
        table.Name,
        table.Rows,
        table.Shape.Columns,
        table.Shape.Element,
        table.Shape.Kind,
        table.Shape.Element switch
        {
            ElementType.Float => Save<float>(folder, model, table),
            ElementType.Double => Save<double>(folder, model, table),
            _ => Save<int>(folder, model, table),
        });

    /// <summary>Fills a table of <paramref name="model"/> from its files.</summary>
    /// <exception cref="ResultFileException">The files do not fit the table.</exception>
    /// <exception cref="DataFormatException">A file is not a whole array.</exception>
    public static void Load(string folder, SavedTable saved, TableDefinition table, Model model)
    {
        switch (table.Shape.Element)
        {
            case ElementType.Float:
                Load<float>(folder, saved, table, model);
                break;
            case ElementType.Double:
                Load<double>(folder, saved, table, model);
                break;
            default:
                Load<int>(folder, saved, table, model);
                break;
        }
    }

    /// <summary>Refuses an index whose tables cannot be.</summary>
    /// <exception cref="ResultFileException">Says which one and why.</exception>
    public static void Check(string index, ModelHeader header)
    {
        IEnumerable<SavedFile> files = header.Tables.SelectMany(table => table.Files)
            .Concat(header.Vectors.Select(vector => vector.File));
        if (files.FirstOrDefault(file => !FileName().IsMatch(file.Name)) is { } odd)
        {
            throw new ResultFileException(index, 0, $"'{odd.Name}' is not the name of an array", SavedModel.Remedy);
        }

        foreach (SavedTable table in header.Tables)
        {
            bool possible = table is { Rows: >= 0, Columns: >= 1 }
                && table.Files.Count == (table.Kind == RowKind.Dense ? 1 : 3)
                && (table.Kind == RowKind.Sparse || (long)table.Rows * table.Columns <= Array.MaxLength);
            if (!possible)
            {
                throw new ResultFileException(
                    index,
                    0,
                    $"table '{table.Name}' of {table.Rows} rows × {table.Columns} columns in {table.Files.Count} files",
                    SavedModel.Remedy);
            }
        }
    }

    private static SavedFile[] Save<T>(string folder, Model model, TableDefinition table)
        where T : unmanaged, INumber<T>
    {
        if (table.Shape.Kind == RowKind.Sparse)
        {
            return SaveSparse<T>(folder, model, table);
        }

        return
        [
            ModelFolder.Write(folder, table.Name, stream =>
            {
                NpyFile.WriteHeader<T>(stream, table.Rows, table.Shape.Columns);
                for (int row = 0; row < table.Rows; row++)
                {
                    NpyFile.WriteValues(stream, model.Dense<T>(table.Id, row));
                }
            }),
        ];
    }

    private static SavedFile[] SaveSparse<T>(string folder, Model model, TableDefinition table)
        where T : unmanaged, INumber<T>
    {
        List<int> rows = [];
        List<int> columns = [];
        List<T> values = [];
        for (int row = 0; row < table.Rows; row++)
        {
            values.AddRange(model.Sparse<T>(table.Id, row, out ReadOnlySpan<int> here));
            columns.AddRange(here);
            rows.AddRange(Enumerable.Repeat(row, here.Length));
        }

        return
        [
            ModelFolder.Write(folder, table.Name + ".rows", stream => NpyFile.Write<int>(stream, rows.ToArray())),
            ModelFolder.Write(folder, table.Name + ".columns", stream => NpyFile.Write<int>(stream, columns.ToArray())),
            ModelFolder.Write(folder, table.Name + ".values", stream => NpyFile.Write<T>(stream, values.ToArray())),
        ];
    }

    private static void Load<T>(string folder, SavedTable saved, TableDefinition table, Model model)
        where T : unmanaged, INumber<T>
    {
        MessagePool pool = new();
        if (table.Shape.Kind == RowKind.Dense)
        {
            T[] values = Values<T>(folder, saved.Files[0], table.Rows, table.Shape.Columns);
            for (int row = 0; row < table.Rows; row++)
            {
                RowBatch batch = pool.RentBatch(table.Id, table.Shape);
                values.AsSpan(row * table.Shape.Columns, table.Shape.Columns)
                    .CopyTo(batch.Append<T>(row, table.Shape.Columns, out _));
                model.Put(batch);
                batch.Release();
            }

            return;
        }

        int[] rows = Values<int>(folder, saved.Files[0]);
        int[] columns = Values<int>(folder, saved.Files[1], rows.Length);
        T[] entries = Values<T>(folder, saved.Files[2], rows.Length);
        RequireOrder(folder, saved, rows, columns);
        for (int start = 0; start < rows.Length;)
        {
            int end = start;
            while (end < rows.Length && rows[end] == rows[start])
            {
                end++;
            }

            RowBatch batch = pool.RentBatch(table.Id, table.Shape);
            entries.AsSpan(start, end - start)
                .CopyTo(batch.Append<T>(rows[start], end - start, out Span<int> here));
            columns.AsSpan(start, end - start).CopyTo(here);
            model.Put(batch);
            batch.Release();
            start = end;
        }
    }

    private static void RequireOrder(string folder, SavedTable saved, int[] rows, int[] columns)
    {
        for (int entry = 0; entry < rows.Length; entry++)
        {
            bool follows = entry == 0 || rows[entry] > rows[entry - 1]
                || (rows[entry] == rows[entry - 1] && columns[entry] > columns[entry - 1]);
            if (!follows || rows[entry] < 0 || rows[entry] >= saved.Rows
                || columns[entry] < 0 || columns[entry] >= saved.Columns)
            {
                throw new ResultFileException(
                    Path.Combine(folder, saved.Files[0].Name),
                    0,
                    $"entry {entry} at ({rows[entry]}, {columns[entry]}) is out of place in a table of "
                        + $"{saved.Rows} × {saved.Columns}",
                    SavedModel.Remedy);
            }
        }
    }

    private static T[] Values<T>(string folder, SavedFile file, int? rows = null, int? columns = null)
        where T : unmanaged
    {
        NpyArray array = ModelFolder.Read(folder, file);
        bool fits = array.Element == NpyElements.Of<T>()
            && (rows is null || array.Rows == rows) && array.Columns == columns;
        return fits
            ? array.Values<T>()
            : throw new ResultFileException(
                Path.Combine(folder, file.Name),
                0,
                $"an array of {Shape(array.Rows, array.Columns)} {array.Element}, where the index says "
                    + $"{Shape(rows, columns)} {NpyElements.Of<T>()}",
                SavedModel.Remedy);
    }

    private static string Shape(int? rows, int? columns) =>
        columns is null ? rows?.ToString() ?? "any number of" : $"{rows} × {columns}";

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*\.npy$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FileName();
}
