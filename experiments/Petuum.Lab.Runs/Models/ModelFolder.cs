using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;
using Petuum.Lab.Files;
using Petuum.Lab.Specs;
using Petuum.Lab.Specs.Own;

namespace Petuum.Lab.Runs.Models;

/// <summary>
/// A model on disk: <c>model.json</c>, which names NumPy array files of its tables and vectors. What is read back is
/// what was written, to the bit.
/// </summary>
internal static class ModelFolder
{
    /// <summary>The folder's name in a run's folder.</summary>
    public const string Name = "model";

    /// <summary>The header of a run's model, without its tables and vectors.</summary>
    public static ModelHeader Describe(
        string program,
        JobResult result,
        ulong seed,
        (string Description, string Fingerprint) data,
        string spec) => new()
        {
            Format = ModelHeader.CurrentFormat,
            Program = program,
            Version = LabVersion.Text,
            Seed = seed.ToString(CultureInfo.InvariantCulture),
            Clock = result.Clock,
            Objective = result.Evaluation?.Objective ?? double.NaN,
            DataFingerprint = data.Fingerprint,
            Data = data.Description,
            Tables = [],
            Vectors = [],
            Spec = spec,
        };

    /// <summary>Writes a model into a folder of its own, the index last.</summary>
    /// <param name="folder">The folder; made if it is not there.</param>
    /// <param name="about">The header; its tables and vectors are filled in.</param>
    /// <param name="model">The tables.</param>
    /// <param name="vectors">What is kept beside them.</param>
    public static void Save(string folder, ModelHeader about, Model model, IReadOnlyList<ModelVector> vectors)
    {
        Directory.CreateDirectory(folder);
        ModelHeader header = about with
        {
            Tables = [.. model.Tables.Select(table => ModelTables.Save(folder, model, table))],
            Vectors = [.. vectors.Select(vector => Save(folder, vector))],
        };
        AtomicFile.Write(Path.Combine(folder, SavedModel.IndexFile), stream => ModelHeaders.Write(stream, header));
    }

    /// <summary>
    /// Writes a model so that the folder has all of it or is what it was before: beside it first, then moved. Where the
    /// folder is a link, this is true of the one that it leads to.
    /// </summary>
    public static void Replace(
        string folder,
        ModelHeader about,
        Model model,
        IReadOnlyList<ModelVector> vectors,
        IReadOnlyList<(string Name, string Text)> texts)
    {
        string whole = AtomicFile.TargetOf(Path.TrimEndingDirectorySeparator(folder));
        string unfinished = $"{whole}.{Environment.ProcessId}{AtomicFile.UnfinishedSuffix}";
        string before = $"{whole}.{Environment.ProcessId}.before";
        try
        {
            Save(unfinished, about, model, vectors);
            foreach ((string name, string text) in texts)
            {
                AtomicFile.WriteText(Path.Combine(unfinished, name), text);
            }

            if (Directory.Exists(whole))
            {
                Directory.Move(whole, before);
            }

            Directory.Move(unfinished, whole);
        }
        finally
        {
            Delete(unfinished);
            Delete(before);
        }
    }

    /// <summary>Reads a model and checks that it is whole.</summary>
    /// <exception cref="ResultFileException">
    /// It is of another format, or damaged: names the file, the problem and the remedy.
    /// </exception>
    public static SavedModel Load(string folder)
    {
        if (File.Exists(folder))
        {
            throw new ResultFileException(
                folder, 0, "a file, where a model is a folder", "name the folder that 'lab train --model' wrote");
        }

        string index = Path.Combine(folder, SavedModel.IndexFile);
        ModelHeader header = ModelHeaders.Read(index);
        ModelTables.Check(index, header);
        List<TableDefinition> tables = [];
        foreach (SavedTable table in header.Tables)
        {
            RowShape shape = new(table.Element, table.Kind, table.Columns);
            tables.Add(new TableDefinition(new TableId(tables.Count), table.Name, table.Rows, shape, Sharding.Range));
        }

        Model model = new(tables);
        for (int table = 0; table < tables.Count; table++)
        {
            ModelTables.Load(folder, header.Tables[table], tables[table], model);
        }

        SortedDictionary<string, NpyArray> vectors = new(StringComparer.Ordinal);
        foreach (SavedVector vector in header.Vectors)
        {
            vectors[vector.Name] = Read(folder, vector.File);
        }

        return new SavedModel(folder, ProgramOf(header, index), model, vectors);
    }

    /// <summary>The program with its options, as the run had them.</summary>
    private static ProgramChoice ProgramOf(ModelHeader header, string index)
    {
        try
        {
            ProgramChoice program = SpecReader.ParseUnchecked(header.Spec, index).Program;
            return program.Name == header.Program
                ? OwnPrograms.ResolveIfThere(program, Environment.CurrentDirectory)
                : throw new ResultFileException(
                    index, 0, $"a model of '{header.Program}' with a spec of '{program.Name}'", SavedModel.Remedy);
        }
        catch (SpecException failure)
        {
            throw new ResultFileException(
                index, 0, $"its spec cannot be used here: {failure.Problem}",
                $"use lab {header.Version}, which wrote it");
        }
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
                BitConverter.TryWriteBytes(word, Runs.Fnv.Add(Runs.Fnv.Start, batch));
                batch.Release();
                sha.AppendData(word);
            }
        }

        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    /// <summary>Writes an array file; returns its name and hash.</summary>
    internal static SavedFile Write(string folder, string name, Action<Stream> write)
    {
        string file = name + NpyFile.Extension;
        string hash = "";
        AtomicFile.Write(Path.Combine(folder, file), stream =>
        {
            write(stream);
            stream.Position = 0;
            hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        });
        return new SavedFile(file, hash);
    }

    /// <summary>Reads an array file and compares its hash.</summary>
    internal static NpyArray Read(string folder, SavedFile file)
    {
        string path = Path.Combine(folder, file.Name);
        NpyArray array = NpyFile.Read(path);
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream)) == file.Sha256
            ? array
            : throw new ResultFileException(path, 0, "not the bytes that belong to this model", SavedModel.Remedy);
    }

    private static SavedVector Save(string folder, ModelVector vector) => new(
        vector.Name,
        Write(folder, vector.Name, stream =>
        {
            if (vector.Values is long[] whole)
            {
                NpyFile.Write<long>(stream, whole);
            }
            else
            {
                NpyFile.Write<double>(stream, (double[])vector.Values);
            }
        }));

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
