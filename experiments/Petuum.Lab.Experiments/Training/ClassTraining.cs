using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Apps.Dnn;
using Petuum.Lab.Apps.Mlr;
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
    /// <inheritdoc/>
    public override string Name => DnnProgram.ProgramName;

    /// <inheritdoc/>
    public override string Description => "classes by a fully connected network: the mean of −ln softmax(last layer)";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form = null) =>
    [
        ("hidden", "[128]"), ("activation", "relu"), ("step", "0.06"), ("step-decay", "0.9"), ("momentum", "0.9"),
        ("batch", "256"),
    ];

    /// <inheritdoc/>
    public override int RowsOfLargestTable(RunSpec spec, LoadedData data) =>
        Math.Max(data.Features!.Value, ((DnnSpec)spec.Program).Hidden.DefaultIfEmpty().Max());

    /// <inheritdoc/>
    public override IReadOnlyList<ModelVector> Vectors(IProgram program, LoadedData data, Model model) =>
        [new ModelVector(Classes, ((DnnProgram)program).Classes.ToArray())];

    /// <inheritdoc/>
    /// <exception cref="ResultFileException">The tables are not those of layers, one after the other.</exception>
    public override Predictor CreatePredictor(SavedModel saved)
    {
        if (saved.Program is not DnnSpec spec)
        {
            throw new ResultFileException(saved.IndexPath, 0, "its spec is not of a network", ModelFolder.Remedy);
        }

        RequireLayers(saved, spec);
        DnnModel model = new(saved.Model, DnnModel.ShapeOf(saved.Model, spec.Activation));
        return new ClassPredictor(model, ClassesOf(saved, model.Classes));
    }

    /// <summary>Every layer takes as many values as the one before makes.</summary>
    internal static void RequireLayers(SavedModel saved, DnnSpec spec)
    {
        IReadOnlyList<string> names = spec.TableNames;
        for (int table = 0; table < names.Count; table++)
        {
            TableDefinition own = saved.Table(table, names[table], ElementType.Float);
            bool isBias = table % 2 == 1;
            bool fits = isBias
                ? own.Rows == 1 && own.Shape.Columns == saved.Model.Tables[table - 1].Shape.Columns
                : table == 0 || own.Rows == saved.Model.Tables[table - 2].Shape.Columns;
            if (!fits)
            {
                throw new ResultFileException(
                    saved.IndexPath, 0, $"its table '{own.Name}' does not fit the one before", ModelFolder.Remedy);
            }
        }
    }
}
