using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Apps.Dnn;
using Petuum.Lab.Apps.Mlr;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments.Training;

/// <summary>What programs that learn classes by minibatches share.</summary>
internal abstract class ClassTraining : TrainingProgram
{
    /// <summary>The labels of the classes as the data have them.</summary>
    public const string Classes = "classes";

    private const int EpochsPerEvaluation = 5;

    /// <inheritdoc/>
    public override double? Tolerance => null;

    /// <inheritdoc/>
    public override int Epochs => 10;

    /// <inheritdoc/>
    public override int ClocksPerEpoch(RunSpec spec, LoadedData data) =>
        ((data.Samples - 1) / ((ClassProgramSpec)spec.Program).Batch) + 1;

    /// <inheritdoc/>
    public override int EvaluateEvery(RunSpec spec, LoadedData data) =>
        (int)Math.Min(int.MaxValue, (long)ClocksPerEpoch(spec, data) * EpochsPerEvaluation);

    /// <inheritdoc/>
    public override string AdviceOnDivergence(RunSpec spec)
    {
        ClassProgramSpec program = (ClassProgramSpec)spec.Program;
        return $"steps are too long: use a smaller --step (it was {program.Step}), or a smaller --staleness";
    }

    /// <summary>The labels of a saved model's classes.</summary>
    protected static double[] ClassesOf(SavedModel saved, int classes) => saved.Vector<double>(Classes, classes);
}

/// <summary>Softmax regression.</summary>
internal sealed class MlrTraining : ClassTraining
{
    /// <inheritdoc/>
    public override string Name => MlrProgram.ProgramName;

    /// <inheritdoc/>
    public override string Description => "classes by softmax regression: the mean of −ln softmax(W·x)";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form = null) =>
        [("step", "8"), ("step-decay", "0.95"), ("batch", "128")];

    /// <inheritdoc/>
    public override int RowsOfLargestTable(RunSpec spec, LoadedData data) => Math.Max(1, data.Rows!.Labels
        .ToArray().Distinct().Count());

    /// <inheritdoc/>
    public override IReadOnlyList<ModelVector> Vectors(IProgram program, LoadedData data, Model model) =>
        [new ModelVector(Classes, ((MlrProgram)program).Classes.ToArray())];

    /// <inheritdoc/>
    public override Predictor CreatePredictor(SavedModel saved)
    {
        saved.Table(0, "weights", ElementType.Float);
        if (saved.Model.Tables.Count > 1)
        {
            saved.Table(1, "factors", ElementType.Int);
        }

        MlrModel model = new(saved.Model);
        return new ClassPredictor(model, ClassesOf(saved, model.Classes));
    }
}

/// <summary>Networks of one hidden layer, unless others are asked for.</summary>
internal sealed class DnnTraining : ClassTraining
{
    /// <summary>How many features a sample has; one value.</summary>
    public const string Features = "features";

    /// <inheritdoc/>
    public override string Name => DnnProgram.ProgramName;

    /// <inheritdoc/>
    public override string Description =>
        "classes by a network, convolutional or not: the mean of −ln softmax(last layer)";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form = null) =>
    [
        ("hidden", "[128]"), ("activation", "relu"), ("step", "0.06"), ("step-decay", "0.9"), ("momentum", "0.9"),
        ("batch", "256"),
    ];

    /// <inheritdoc/>
    /// <remarks>Layers that cannot be are refused when the program is made.</remarks>
    public override int RowsOfLargestTable(RunSpec spec, LoadedData data)
    {
        try
        {
            DnnShape shape = ClassPrograms.ShapeOf((DnnSpec)spec.Program, data.Features!.Value, classes: 2);
            return Enumerable.Range(0, shape.Layers).Max(shape.Inputs);
        }
        catch (PlanException)
        {
            return 1;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ModelVector> Vectors(IProgram program, LoadedData data, Model model)
    {
        DnnProgram network = (DnnProgram)program;
        return
        [
            new ModelVector(Classes, network.Classes.ToArray()),
            new ModelVector(Features, new[] { (double)network.Shape.Features }),
        ];
    }

    /// <inheritdoc/>
    /// <exception cref="ResultFileException">The tables are not those of the spec's layers.</exception>
    public override Predictor CreatePredictor(SavedModel saved)
    {
        if (saved.Program is not DnnSpec spec)
        {
            throw new ResultFileException(saved.IndexPath, 0, "its spec is not of a network", ModelFolder.Remedy);
        }

        DnnModel model = new(saved.Model, ShapeOf(saved, spec));
        return new ClassPredictor(model, ClassesOf(saved, model.Classes));
    }

    private static DnnShape ShapeOf(SavedModel saved, DnnSpec spec)
    {
        IReadOnlyList<string> names = spec.TableNames;
        List<TableDefinition> tables =
            [.. Enumerable.Range(0, names.Count).Select(n => saved.Table(n, names[n], ElementType.Float))];
        double features = saved.Vector<double>(Features, 1)[0];
        try
        {
            DnnShape shape = ClassPrograms.ShapeOf(spec, (int)features, tables[^1].Shape.Columns);
            if (tables.All(table => table.Shape.Columns == shape.Outputs(table.Id.Index / 2)
                && table.Rows == (table.Id.Index % 2 == 0 ? shape.Inputs(table.Id.Index / 2) : 1)))
            {
                return shape;
            }
        }
        catch (PlanException failure)
        {
            throw new ResultFileException(saved.IndexPath, 0, failure.Problem, ModelFolder.Remedy);
        }

        throw new ResultFileException(
            saved.IndexPath, 0, "its tables are not those of its layers", ModelFolder.Remedy);
    }
}
