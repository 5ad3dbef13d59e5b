using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments.Models;

/// <summary>A model that was read from its folder.</summary>
/// <param name="Folder">Where from, as the user named it.</param>
/// <param name="Header">What its index says.</param>
/// <param name="Model">Its tables.</param>
/// <param name="Vectors">What is kept beside them, by name.</param>
internal sealed record SavedModel(
    string Folder, ModelHeader Header, Model Model, IReadOnlyDictionary<string, NpyArray> Vectors)
{
    /// <summary>The program with its options, as the run had them.</summary>
    /// <exception cref="ResultFileException">This build knows no such program or options.</exception>
    public ProgramSpec Program
    {
        get
        {
            try
            {
                return SpecReader.ParseUnchecked(Header.Spec, IndexPath).Program;
            }
            catch (SpecException failure)
            {
                throw new ResultFileException(
                    IndexPath, 0, $"its spec cannot be used here: {failure.Problem}",
                    $"use lab {Header.Version}, which wrote it");
            }
        }
    }

    /// <summary>The index, for messages.</summary>
    public string IndexPath => Path.Combine(Folder, ModelFolder.IndexFile);

    /// <summary>A table that every model of the program has.</summary>
    /// <exception cref="ResultFileException">It is not there, or its rows are of another type or kind.</exception>
    public TableDefinition Table(int index, string name, ElementType element, RowKind kind = RowKind.Dense)
    {
        TableDefinition? table = Model.Tables.Count > index ? Model.Tables[index] : null;
        return table is not null && table.Name == name
            && table.Shape.Element == element && table.Shape.Kind == kind
            ? table
            : throw new ResultFileException(
                IndexPath,
                0,
                $"the model has no table '{name}' of {(kind == RowKind.Dense ? "dense" : "sparse")} rows of {element}",
                ModelFolder.Remedy);
    }

    /// <summary>A vector that every model of the program has.</summary>
    /// <exception cref="ResultFileException">It is not there, or of another type or length.</exception>
    public T[] Vector<T>(string name, int length)
        where T : unmanaged
    {
        NpyArray array = Vectors.TryGetValue(name, out NpyArray? found)
            ? found
            : throw new ResultFileException(IndexPath, 0, $"the model has no vector '{name}'", ModelFolder.Remedy);
        return array.Element == NpyElements.Of<T>() && array.Columns is null && array.Rows == length
            ? array.Values<T>()
            : throw new ResultFileException(
                Path.Combine(Folder, name + NpyFile.Extension),
                0,
                $"an array of {array.Rows} values of {array.Element}, not of {length} of {NpyElements.Of<T>()}",
                ModelFolder.Remedy);
    }
}
