using Petuum.Lab.Apps.Lasso;
using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments.Training;

/// <summary>
/// Lasso, by column blocks unless rows are asked for: λ is a tenth of the smallest for which nothing is learnt. By
/// rows, a round works on coefficients of which no two
/// correlate by more than θ, few enough that (L − 1)·θ &lt; 1: then a round cannot make the objective grow.
/// </summary>
internal sealed class LassoTraining : TrainingProgram
{
    private const string ParallelismKey = "program.parallelism";
    private const int ParallelismMax = 8;
    private const string Columns = "columns";

    /// <inheritdoc/>
    public override string Name => LassoProgram.ProgramName;

    /// <inheritdoc/>
    public override string Description => "least squares with few coefficients: ½‖y − Xβ‖² + λ‖β‖₁";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Sections => [Name, Columns];

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form = null) => form is null or Columns
        ? [("form", Columns), .. LinearTraining.Defaults("0.1")]
        :
        [
            ("lambda-ratio", "0.1"),
            ("parallelism", "1"),
            ("schedule", "{policy: dependency, theta: 0.1}"),
        ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Alternatives => ["lambda", "lambda-ratio"];

    /// <inheritdoc/>
    public override double? Tolerance => LinearTraining.Tolerance;

    /// <inheritdoc/>
    public override int Epochs => 2000;

    /// <inheritdoc/>
    public override RunSpec Fit(RunSpec spec, LoadedData data, Predicate<string> isGiven) =>
        isGiven(ParallelismKey) || spec.Program is not LassoSpec lasso
            ? spec
            : spec with { Program = lasso with { Parallelism = Math.Clamp(data.Features!.Value, 1, ParallelismMax) } };

    /// <inheritdoc/>
    public override int ClocksPerEpoch(RunSpec spec, LoadedData data)
    {
        return spec.Program is LassoSpec lasso
            ? Math.Max(1, ((data.Features!.Value - 1) / lasso.Parallelism) + 1)
            : 1;
    }

    /// <inheritdoc/>
    public override int EvaluateEvery(RunSpec spec, LoadedData data) =>
        spec.Program is LassoSpec ? ClocksPerEpoch(spec, data) : LinearTraining.EvaluateEvery;

    /// <inheritdoc/>
    public override int RowsOfLargestTable(RunSpec spec, LoadedData data) =>
        spec.Program is LassoSpec ? data.Features!.Value : LinearTraining.RowsOfLargestTable(data);

    /// <inheritdoc/>
    public override string AdviceOnDivergence(RunSpec spec) => spec.Program is LassoSpec lasso
        ? $"coefficients that are updated together disturb one another: use a smaller --parallelism (it was "
            + $"{lasso.Parallelism}), or --schedule '{{policy: dependency}}'"
        : LinearTraining.AdviceOnDivergence(spec);

    /// <inheritdoc/>
    public override IReadOnlyList<ModelVector> Vectors(IProgram program, LoadedData data, Model model)
    {
        if (program is LinearProgram linear)
        {
            return LinearTraining.Vectors(linear, model);
        }

        (double[] coefficients, double intercept) =
            ((LassoProgram)program).Data.InOriginalUnits(LassoProgram.CoefficientsOf(model));
        return
        [
            new ModelVector(LinearTraining.Coefficients, coefficients),
            new ModelVector(LinearTraining.Intercept, new[] { intercept }),
        ];
    }

    /// <inheritdoc/>
    public override Predictor CreatePredictor(SavedModel saved) => new LinearPredictor(
        LinearTraining.CoefficientsOf(saved), saved.Vector<double>(LinearTraining.Intercept, 1)[0]);
}
