using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Scheduling;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Lasso;

/// <summary>
/// Lasso. Trained by column blocks unless rows are asked for: λ is a tenth of the smallest for which nothing is learnt.
/// By rows, a round works on coefficients of which no two correlate by more than θ, few enough that (L − 1)·θ &lt; 1:
/// then a round cannot make the objective grow.
/// </summary>
public sealed class LassoDescriptor : ProgramDescriptor<LassoOptions>
{
    /// <summary>What both forms learn.</summary>
    internal const string What = "least squares with few coefficients: ½‖y − Xβ‖² + λ‖β‖₁";

    private const string ParallelismKey = "parallelism";
    private const int ParallelismMax = 8;

    /// <inheritdoc/>
    public override string Name => LassoProgram.ProgramName;

    /// <inheritdoc/>
    public override string Description => What;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Arguments, string Does)> Examples =>
    [
        ("--data a9a --lambda 2 --model a9a-model", "sparse least squares, until the gap is 1e-4"),
        ("--data a9a --lambda 1 --from a9a-model --model next", "along a path of λ"),
        ("--data a9a --set cluster.shards=1 --runtime simulated", "any key of a spec"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<ProgramDescriptor> Forms { get; } = [new ColumnLassoDescriptor()];

    /// <inheritdoc/>
    public override Section<LassoOptions> Options => LassoOptions.Section;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Alternatives => ["lambda", "lambda-ratio"];

    /// <inheritdoc/>
    public override double? Tolerance => LinearVectors.GapTolerance;

    /// <inheritdoc/>
    public override int Epochs => 2000;

    /// <inheritdoc/>
    public override string Puts => $"all that '{Name}' commits are puts of its scheduler";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form) =>
        form is null or ColumnLassoDescriptor.Columns
            ? [("form", ColumnLassoDescriptor.Columns), .. LinearDescriptor.DefaultsFor("0.1")]
            :
            [
                ("lambda-ratio", "0.1"),
                ("parallelism", "1"),
                ("schedule", "{policy: dependency, theta: 0.1}"),
            ];

    /// <inheritdoc/>
    public override string Sample(int samples, int width) =>
        $"""
        program: {"{"}name: lasso, lambda-ratio: 0.05, parallelism: 8, schedule: {"{"}policy: priority+dependency{"}}"}
        data: {"{"}generate: lasso, samples: {samples}, features: 200, true-coefficients: 10{"}"}
        """;

    /// <inheritdoc/>
    public override double? SafeParallelism(IProgram program) => ((LassoProgram)program).ShotgunSafeParallelism();

    /// <inheritdoc/>
    public override IReadOnlyList<ModelVector> Vectors(IProgram program, LoadedData data, Model model)
    {
        (double[] coefficients, double intercept) =
            ((LassoProgram)program).Data.InOriginalUnits(LassoProgram.CoefficientsOf(model));
        return LinearVectors.Of(coefficients, intercept);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Tables(LassoOptions options) => ["beta"];

    /// <inheritdoc/>
    protected override bool IsModelParallel(LassoOptions options) => true;

    /// <inheritdoc/>
    protected override int? UncheckedParallelism(LassoOptions options) =>
        options.Scheduling.Kind == SchedulingKind.Random ? options.Parallelism : null;

    /// <inheritdoc/>
    protected override OptionProblem? Problem(LassoOptions options, int workers, int? features) =>
        options.Parallelism > features
            ? new OptionProblem(
                ParallelismKey, $"a parallelism of {options.Parallelism} for {features} features",
                "write at most the number of features")
            : null;

    /// <inheritdoc/>
    protected override IProgram Create(LassoOptions options, ProgramInput input) =>
        new LassoProgram(input.Data.Rows!, options, input.Start is { } start ? StartOf(options, start, input) : null);

    /// <inheritdoc/>
    protected override IProgram CreatePart(LassoOptions options, ProgramInput part, StateReader facts) =>
        new LassoPart(part.Data.Rows!);

    /// <inheritdoc/>
    protected override LassoOptions Fit(LassoOptions options, TrainingFacts facts) => facts.IsGiven(ParallelismKey)
        ? options
        : options with { Parallelism = Math.Clamp(facts.Data.Features!.Value, 1, ParallelismMax) };

    /// <inheritdoc/>
    protected override int ClocksPerEpoch(LassoOptions options, LoadedData data, int workers) =>
        Math.Max(1, ((data.Features!.Value - 1) / options.Parallelism) + 1);

    /// <inheritdoc/>
    protected override int RowsOfLargestTable(LassoOptions options, LoadedData data) => data.Features!.Value;

    /// <inheritdoc/>
    protected override string AdviceOnDivergence(LassoOptions options, int workers) =>
        "coefficients that are updated together disturb one another: use a smaller --parallelism (it was "
        + $"{options.Parallelism}), or --schedule '{{policy: dependency}}'";

    /// <inheritdoc/>
    protected override Predictor Predict(LassoOptions options, SavedModel saved) =>
        new LinearPredictor(LinearVectors.CoefficientsOf(saved), LinearVectors.InterceptOf(saved));

    private Model StartOf(LassoOptions options, SavedModel start, ProgramInput input)
    {
        start.RequireProgram(Name);
        start.RequireTable(0, "beta", BetaRow.Shape);
        start.Require(
            start.Program.Options is LassoOptions before && before.Standardize == options.Standardize,
            $"it was trained with 'standardize: {(options.Standardize ? "false" : "true")}'",
            "train with the same, or without --from");
        start.RequireFeatures(start.Model.Tables[0].Rows, input.Data);
        return start.Model;
    }
}
