using Petuum.Lab.Apps.Lasso;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments.Training;

/// <summary>
/// Lasso: λ is a tenth of the smallest for which nothing is learnt. A round works on coefficients of which no two
/// correlate by more than θ, few enough that (L − 1)·θ &lt; 1: then a round cannot make the objective grow.
/// </summary>
internal sealed class LassoTraining : TrainingProgram
{
    /// <summary>β in the units of the data.</summary>
    public const string Coefficients = "coefficients";

    /// <summary>What is added to xᵀβ; one value.</summary>
    public const string Intercept = "intercept";

    private const string ParallelismKey = "program.parallelism";
    private const int ParallelismMax = 8;

    /// <inheritdoc/>
    public override string Name => LassoProgram.ProgramName;

    /// <inheritdoc/>
    public override string Description => "least squares with few coefficients: ½‖y − Xβ‖² + λ‖β‖₁";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults =>
    [
        ("lambda-ratio", "0.1"),
        ("parallelism", "1"),
        ("schedule", "{policy: dependency, theta: 0.1}"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Alternatives => ["lambda", "lambda-ratio"];

    /// <inheritdoc/>
    public override double? Tolerance => 1e-4;

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
        int parallelism = ((LassoSpec)spec.Program).Parallelism;
        return Math.Max(1, ((data.Features!.Value - 1) / parallelism) + 1);
    }

    /// <inheritdoc/>
    public override string AdviceOnDivergence(RunSpec spec) =>
        $"coefficients that are updated together disturb one another: use a smaller --parallelism (it was "
        + $"{((LassoSpec)spec.Program).Parallelism}), or --schedule '{{policy: dependency}}'";

    /// <inheritdoc/>
    public override IReadOnlyList<ModelVector> Vectors(IProgram program, LoadedData data, Model model)
    {
        (double[] coefficients, double intercept) =
            ((LassoProgram)program).Data.InOriginalUnits(LassoProgram.CoefficientsOf(model));
        return [new ModelVector(Coefficients, coefficients), new ModelVector(Intercept, new[] { intercept })];
    }

    /// <inheritdoc/>
    public override Predictor CreatePredictor(SavedModel saved) => new LinearPredictor(
        saved.Vector<double>(Coefficients, saved.Table(0, "beta", ElementType.Double).Rows),
        saved.Vector<double>(Intercept, 1)[0]);
}
