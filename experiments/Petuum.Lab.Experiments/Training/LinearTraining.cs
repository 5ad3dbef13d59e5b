using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments.Training;

/// <summary>What linear models by column blocks share: lasso's and logistic regression's training.</summary>
internal static class LinearTraining
{
    /// <summary>β in the units of the data.</summary>
    public const string Coefficients = "coefficients";

    /// <summary>What is added to xᵀβ; one value.</summary>
    public const string Intercept = "intercept";

    /// <summary>A duality gap of so much of the objective at β = 0.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>Rounds, far more than any data at hand takes.</summary>
    public const int Clocks = 20_000;

    /// <summary>Clocks between two evaluations, each of which copies predictions and coefficients.</summary>
    public const int EvaluateEvery = 5;

    /// <summary>λ as a share of λmax; evaluations that cost no pass over the data.</summary>
    public static IReadOnlyList<(string Key, string Yaml)> Defaults(string ratio) =>
        [("lambda-ratio", ratio), ("exact-evaluation", "false")];

    /// <summary>What is saved beside the tables.</summary>
    public static IReadOnlyList<ModelVector> Vectors(LinearProgram program, Model model) =>
        [new ModelVector(Coefficients, program.CoefficientsOf(model)), new ModelVector(Intercept, new[] { 0.0 })];

    /// <summary>Rows of predictions or of coefficients, whichever are more.</summary>
    public static int RowsOfLargestTable(LoadedData data) => Math.Max(
        Rows(data.Rows!.Rows, LinearTables.SamplesPerRow), Rows(data.Rows.Columns, LinearTables.CoefficientsPerRow));

    /// <summary>β of a saved model, of whichever form.</summary>
    public static double[] CoefficientsOf(SavedModel saved) => saved.Vector<double>(
        Coefficients, saved.Vectors.TryGetValue(Coefficients, out Datasets.NpyArray? found) ? found.Rows : 0);

    /// <summary>What to change when the objective grew.</summary>
    public static string AdviceOnDivergence(RunSpec spec) =>
        $"workers disturb one another: use a smaller --staleness, or fewer --workers (they were "
        + $"{spec.Cluster.Workers}); or scale the columns of the data";

    private static int Rows(int entries, int perRow) => Math.Max(1, ((entries - 1) / perRow) + 1);
}

/// <summary>Sparse logistic regression: λ is a hundredth of the smallest for which nothing is learnt.</summary>
internal sealed class LogisticTraining : TrainingProgram
{
    /// <summary>The labels of the negative and the positive class.</summary>
    public const string Classes = "classes";

    /// <inheritdoc/>
    public override string Name => LinearLoss.Logistic.ProgramName;

    /// <inheritdoc/>
    public override string Description => "two classes with few coefficients: Σ log(1 + exp(−y xᵀβ)) + λ‖β‖₁";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Alternatives => ["lambda", "lambda-ratio"];

    /// <inheritdoc/>
    public override double? Tolerance => LinearTraining.Tolerance;

    /// <inheritdoc/>
    public override int Epochs => LinearTraining.Clocks;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form = null) =>
        LinearTraining.Defaults("0.01");

    /// <inheritdoc/>
    public override int ClocksPerEpoch(RunSpec spec, LoadedData data) => 1;

    /// <inheritdoc/>
    public override int EvaluateEvery(RunSpec spec, LoadedData data) => LinearTraining.EvaluateEvery;

    /// <inheritdoc/>
    public override int RowsOfLargestTable(RunSpec spec, LoadedData data) => LinearTraining.RowsOfLargestTable(data);

    /// <inheritdoc/>
    public override string AdviceOnDivergence(RunSpec spec) => LinearTraining.AdviceOnDivergence(spec);

    /// <inheritdoc/>
    public override IReadOnlyList<ModelVector> Vectors(IProgram program, LoadedData data, Model model)
    {
        LinearProgram linear = (LinearProgram)program;
        double[] classes = [linear.Data.NegativeClass, linear.Data.PositiveClass];
        return [.. LinearTraining.Vectors(linear, model), new ModelVector(Classes, classes)];
    }

    /// <inheritdoc/>
    public override Predictor CreatePredictor(SavedModel saved) => Predictor(saved, ScoreColumn.Probability);

    /// <summary>The predictor of a model that tells two classes apart by the sign of a score.</summary>
    public static Predictor Predictor(SavedModel saved, ScoreColumn column)
    {
        double[] classes = saved.Vector<double>(Classes, 2);
        return new BinaryPredictor(
            LinearTraining.CoefficientsOf(saved),
            saved.Vector<double>(LinearTraining.Intercept, 1)[0],
            (classes[0], classes[1]),
            column);
    }
}
