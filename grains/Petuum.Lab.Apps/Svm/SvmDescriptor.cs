using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Svm;

/// <summary>
/// Linear support vector machine. Trained until the duality gap is 10⁻⁴ of the objective at w = 0; a worker that is
/// alone takes up all its rows each clock.
/// </summary>
public sealed class SvmDescriptor : ProgramDescriptor<SvmOptions>
{
    private const string ShareKey = "share";

    /// <inheritdoc/>
    public override string Name => SvmProgram.ProgramName;

    /// <inheritdoc/>
    public override string Description => "two classes with a wide margin: ½‖w‖² + C Σ max(0, 1 − y wᵀx)";

    /// <inheritdoc/>
    public override Section<SvmOptions> Options => SvmOptions.Section;

    /// <inheritdoc/>
    public override double? Tolerance => LinearVectors.GapTolerance;

    /// <inheritdoc/>
    public override int Epochs => 1000;

    /// <inheritdoc/>
    public override IReadOnlyList<ModelVector> Vectors(IProgram program, LoadedData data, Model model)
    {
        SvmProgram svm = (SvmProgram)program;
        (double[] coefficients, double intercept) = svm.WeightsOf(model);
        return
        [
            .. LinearVectors.Of(coefficients, intercept),
            new ModelVector(LinearVectors.Classes, new[] { svm.Classes.Negative, svm.Classes.Positive }),
        ];
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Tables(SvmOptions options) => SvmTables.Names;

    /// <inheritdoc/>
    protected override bool IsModelParallel(SvmOptions options) => true;

    /// <inheritdoc/>
    protected override IProgram Create(SvmOptions options, ProgramInput input)
    {
        input.RefuseStart(Name, "dual variables, which a model does not hold");
        return new SvmProgram(input.Data.Rows!, options);
    }

    /// <inheritdoc/>
    protected override IProgram CreatePart(SvmOptions options, ProgramInput part, StateReader facts) =>
        new SvmProgram(part.Data.Rows!, options, facts);

    /// <inheritdoc/>
    protected override SvmOptions Fit(SvmOptions options, TrainingFacts facts) =>
        facts.Workers > 1 || facts.IsGiven(ShareKey) ? options : options with { Share = 1 };

    /// <inheritdoc/>
    protected override int ClocksPerEpoch(SvmOptions options, LoadedData data, int workers) =>
        SvmProgram.RoundsPerPass(data.Rows!.Rows, workers, options.Share);

    /// <inheritdoc/>
    protected override int RowsOfLargestTable(SvmOptions options, LoadedData data) =>
        LinearTables.RowsOfLargest(data.Rows!);

    /// <inheritdoc/>
    protected override string AdviceOnDivergence(SvmOptions options, int workers) =>
        $"scale the columns of the data, or use a smaller --cost (it was {options.Cost:G3})";

    /// <inheritdoc/>
    protected override Predictor Predict(SvmOptions options, SavedModel saved) =>
        LinearVectors.TwoClasses(saved, new ScoreColumn("margin", scores => scores));
}
