using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Experiments.Runs;

/// <summary>
/// <c>model/</c>: a CSV per table and <c>model.json</c>, which names them. Dense tables have the columns <c>row, c0,
/// c1, …</c>, sparse ones <c>row, column, value</c>; numbers have as many digits as it takes to read the same bits
/// back.
/// </summary>
internal static class ModelFolder
{
    /// <summary>The folder's name.</summary>
    public const string Name = "model";

    /// <summary>The file that says what is there.</summary>
    public const string IndexFile = "model.json";

    /// <summary>Writes a model; returns the SHA-256 over the bytes of its values, in lower-case hexadecimal.</summary>
    public static string Save(string folder, string program, int clock, double objective, Model model)
    {
        Directory.CreateDirectory(folder);
        foreach (TableDefinition table in model.Tables)
        {
            AtomicFile.Write(Path.Combine(folder, table.Name + ".csv"), stream => WriteTable(stream, model, table));
        }

        AtomicFile.Write(
            Path.Combine(folder, IndexFile), stream => WriteIndex(stream, program, clock, objective, model));
        return Hash(model);
    }

    /// <summary>SHA-256 over every table's rows: ids, columns and values, in lower-case hexadecimal.</summary>
    public static string Hash(Model model)
    {
        using IncrementalHash sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        MessagePool pool = new();
        Span<byte> word = stackalloc byte[8];
        foreach (TableDefinition table in model.Tables)
        {
            sha.AppendData(Encoding.UTF8.GetBytes(table.Name));
            for (int row = 0; row < table.Rows; row++)
            {
                RowBatch batch = pool.RentBatch(table.Id, table.Shape);
                model.AppendTo(batch, row);
                BitConverter.TryWriteBytes(word, Fnv.Add(Fnv.Start, batch));
                batch.Release();
                sha.AppendData(word);
            }
        }

        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    private static void WriteIndex(Stream stream, string program, int clock, double objective, Model model)
    {
        using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("format", 1);
        json.WriteString("program", program);
        json.WriteNumber("clock", clock);
        if (double.IsFinite(objective))
        {
            json.WriteNumber("objective", objective);
        }
        else
        {
            json.WriteString("objective", objective.ToString("R", CultureInfo.InvariantCulture));
        }

        json.WriteStartArray("tables");
        foreach (TableDefinition table in model.Tables)
        {
            json.WriteStartObject();
            json.WriteString("name", table.Name);
            json.WriteString("file", table.Name + ".csv");
            json.WriteNumber("rows", table.Rows);
            json.WriteNumber("columns", table.Shape.Columns);
            json.WriteString("element", table.Shape.Element.ToString().ToLowerInvariant());
            json.WriteString("kind", table.Shape.Kind.ToString().ToLowerInvariant());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
    }

    private static void WriteTable(Stream stream, Model model, TableDefinition table)
    {
        using StreamWriter text = new(stream, leaveOpen: true) { NewLine = "\n" };
        text.WriteLine(table.Shape.Kind == RowKind.Dense
            ? "row," + string.Join(',', Enumerable.Range(0, table.Shape.Columns).Select(column => $"c{column}"))
            : "row,column,value");
        for (int row = 0; row < table.Rows; row++)
        {
            switch (table.Shape.Element)
            {
                case ElementType.Float:
                    WriteRow<float>(text, model, table, row);
                    break;
                case ElementType.Double:
                    WriteRow<double>(text, model, table, row);
                    break;
                default:
                    WriteRow<int>(text, model, table, row);
                    break;
            }
        }
    }

    private static void WriteRow<T>(StreamWriter text, Model model, TableDefinition table, int row)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        if (table.Shape.Kind == RowKind.Dense)
        {
            text.Write(row);
            foreach (T value in model.Dense<T>(table.Id, row))
            {
                text.Write(',');
                text.Write(value.ToString(null, CultureInfo.InvariantCulture));
            }

            text.WriteLine();
            return;
        }

        ReadOnlySpan<T> values = model.Sparse<T>(table.Id, row, out ReadOnlySpan<int> columns);
        for (int index = 0; index < values.Length; index++)
        {
            text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row},{columns[index]},{values[index]}"));
        }
    }
}
