using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Networks;

/// <summary>What the descriptors of programs that learn classes share.</summary>
/// <typeparam name="TOptions">The program's options.</typeparam>
public abstract class ClassDescriptor<TOptions> : ProgramDescriptor<TOptions>
    where TOptions : class
{
    /// <summary>The labels of the classes as the data have them.</summary>
    public const string Classes = "classes";

    /// <summary>How many features a sample has; one value.</summary>
    public const string Features = "features";

    /// <inheritdoc/>
    public override int Epochs => 10;

    /// <summary>The labels of a saved model's classes.</summary>
    protected static double[] ClassesOf(SavedModel saved, int classes)
    {
        ArgumentNullException.ThrowIfNull(saved);
        return saved.Vector<double>(Classes, classes);
    }

    /// <summary>A model of the same features, classes and layers.</summary>
    /// <exception cref="DataFormatException">It is of another program, or has others.</exception>
    protected Model Layers(SavedModel start, IReadOnlyList<TableDefinition> tables, ReadOnlySpan<double> classes)
    {
        Model model = start.RequireTables(Name, tables);
        double[] own = ClassesOf(start, classes.Length);
        start.Require(
            own.AsSpan().SequenceEqual(classes),
            $"its classes are {string.Join(", ", own)}, those of the data {string.Join(", ", classes.ToArray())}",
            "train on data of the same classes, or without --from");
        return model;
    }

    /// <summary>The program, on classes.</summary>
    protected abstract IProgram Create(TOptions options, ProgramInput input, ClassData rows, ClassData? test);

    /// <inheritdoc/>
    protected sealed override IProgram Create(TOptions options, ProgramInput input)
    {
        ClassData rows = new(input.Data.Rows!);
        return Create(
            options,
            input,
            rows,
            input.Data.TestRows is { } test ? new ClassData(test, rows.Classes, rows.Features) : null);
    }
}

/// <summary>What those that learn by minibatches share.</summary>
/// <typeparam name="TOptions">The program's options.</typeparam>
public abstract class MinibatchDescriptor<TOptions> : ClassDescriptor<TOptions>
    where TOptions : MinibatchOptions
{
    private const int EpochsPerEvaluation = 5;

    /// <inheritdoc/>
    protected override int ClocksPerEpoch(TOptions options, LoadedData data, int workers) =>
        ((data.Samples - 1) / options.Batch) + 1;

    /// <inheritdoc/>
    protected override int EvaluateEvery(TOptions options, LoadedData data, int workers) =>
        (int)Math.Min(int.MaxValue, (long)ClocksPerEpoch(options, data, workers) * EpochsPerEvaluation);

    /// <inheritdoc/>
    protected override string AdviceOnDivergence(TOptions options, int workers) =>
        $"steps are too long: use a smaller --step (it was {options.Step}), or a smaller --staleness";
}
