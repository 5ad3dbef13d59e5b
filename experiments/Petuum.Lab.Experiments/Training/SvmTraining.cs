using Petuum.Lab.Apps.Svm;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments.Training;

/// <summary>
/// Linear support vector machine: C = 0.1, the hinge, a duality gap of 10⁻⁴ of the objective at w = 0. A worker that is
/// alone takes up all its rows each clock.
/// </summary>
internal sealed class SvmTraining : TrainingProgram
{
    private const string ShareKey = "program.share";

    /// <inheritdoc/>
    public override string Name => SvmProgram.ProgramName;

    /// <inheritdoc/>
    public override string Description => "two classes with a wide margin: ½‖w‖² + C Σ max(0, 1 − y wᵀx)";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form = null) => [];

    /// <inheritdoc/>
    public override double? Tolerance => LinearTraining.Tolerance;

    /// <inheritdoc/>
    public override int Epochs => 1000;

    /// <inheritdoc/>
    public override RunSpec Fit(RunSpec spec, LoadedData data, Predicate<string> isGiven) =>
        spec.Cluster.Workers > 1 || isGiven(ShareKey)
            ? spec
            : spec with { Program = (SvmSpec)spec.Program with { Share = 1 } };

    /// <inheritdoc/>
    public override int ClocksPerEpoch(RunSpec spec, LoadedData data) => SvmProgram.RoundsPerPass(
        data.Rows!.Rows, spec.Cluster.Workers, ((SvmSpec)spec.Program).Share);

    /// <inheritdoc/>
    public override int RowsOfLargestTable(RunSpec spec, LoadedData data) => LinearTraining.RowsOfLargestTable(data);

    /// <inheritdoc/>
    public override string AdviceOnDivergence(RunSpec spec) =>
        $"scale the columns of the data, or use a smaller --cost (it was {((SvmSpec)spec.Program).Cost:G3})";

    /// <inheritdoc/>
    public override IReadOnlyList<ModelVector> Vectors(IProgram program, LoadedData data, Model model)
    {
        SvmProgram svm = (SvmProgram)program;
        (double[] coefficients, double intercept) = svm.WeightsOf(model);
        return
        [
            new ModelVector(LinearTraining.Coefficients, coefficients),
            new ModelVector(LinearTraining.Intercept, new[] { intercept }),
            new ModelVector(LogisticTraining.Classes, new[] { svm.Classes.Negative, svm.Classes.Positive }),
        ];
    }

    /// <inheritdoc/>
    public override Predictor CreatePredictor(SavedModel saved) => LogisticTraining.Predictor(
        saved, new ScoreColumn("margin", scores => scores));
}
