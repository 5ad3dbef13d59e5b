using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Descriptors;

/// <summary>A model that was saved, with what a program has to know to go on from it or to apply it.</summary>
/// <param name="Folder">Where it is, as the user named it.</param>
/// <param name="Program">The program that learnt it, with its options.</param>
/// <param name="Model">Its tables.</param>
/// <param name="Vectors">What is kept beside them, by name.</param>
public sealed record SavedModel(
    string Folder, ProgramChoice Program, Model Model, IReadOnlyDictionary<string, NpyArray> Vectors)
{
    /// <summary>The file that says what is there.</summary>
    public const string IndexFile = "model.json";

    /// <summary>What to do about a damaged model.</summary>
    public const string Remedy = "fetch the model again, or train it again";

    /// <summary>The index, for messages.</summary>
    public string IndexPath => Path.Combine(Folder, IndexFile);

    /// <summary>The model, ready to be applied; null if its program has no way to.</summary>
    /// <exception cref="DataFormatException">It lacks what that takes.</exception>
    public Predictor? CreatePredictor() => Program.Descriptor.CreatePredictor(this);

    /// <summary>The program's options.</summary>
    /// <exception cref="DataFormatException">They are of another program or form.</exception>
    public TOptions Options<TOptions>()
        where TOptions : class =>
        Program.Options as TOptions ?? throw Error($"its program is '{Program.Name}' with other options", Remedy);

    /// <summary>A table that every model of the program has.</summary>
    /// <exception cref="DataFormatException">It is not there, or its rows are of another type or kind.</exception>
    public TableDefinition Table(int index, string name, ElementType element, RowKind kind = RowKind.Dense)
    {
        TableDefinition? table = Model.Tables.Count > index ? Model.Tables[index] : null;
        return table is not null && table.Name == name
            && table.Shape.Element == element && table.Shape.Kind == kind
            ? table
            : throw Error(
                $"the model has no table '{name}' of {(kind == RowKind.Dense ? "dense" : "sparse")} rows of {element}",
                Remedy);
    }

    /// <summary>A vector that every model of the program has.</summary>
    /// <exception cref="DataFormatException">It is not there, or of another type or length.</exception>
    public T[] Vector<T>(string name, int length)
        where T : unmanaged
    {
        NpyArray array = Vectors.TryGetValue(name, out NpyArray? found)
            ? found
            : throw Error($"the model has no vector '{name}'", Remedy);
        return array.Element == NpyElements.Of<T>() && array.Columns is null && array.Rows == length
            ? array.Values<T>()
            : throw new DataFormatException(
                Path.Combine(Folder, name + NpyFile.Extension),
                0,
                $"an array of {array.Rows} values of {array.Element}, not of {length} of {NpyElements.Of<T>()}",
                Remedy);
    }

    /// <summary>Something that is wrong with the model.</summary>
    public DataFormatException Error(string problem, string remedy) => new(IndexPath, 0, problem, remedy);

    /// <summary>Refuses a model that something does not hold for.</summary>
    /// <exception cref="DataFormatException">It does not hold.</exception>
    public void Require(bool holds, string problem, string remedy)
    {
        if (!holds)
        {
            throw Error(problem, remedy);
        }
    }
}

/// <summary>What is saved beside a model's tables.</summary>
/// <param name="Name">Its name, that of the file.</param>
/// <param name="Values">Of <see cref="double"/> or <see cref="long"/>.</param>
public sealed record ModelVector(string Name, Array Values)
{
    /// <summary>As it is read back.</summary>
    public NpyArray ToArray() =>
        Values is long[] whole ? NpyArray.Of(whole) : NpyArray.Of((double[])Values);
}
