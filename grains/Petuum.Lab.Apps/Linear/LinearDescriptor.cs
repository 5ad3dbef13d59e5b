using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Linear;

/// <summary>What the descriptors of linear models by column blocks share.</summary>
/// <param name="loss">The loss.</param>
public abstract class LinearDescriptor(LinearLoss loss) : ProgramDescriptor<LinearOptions>
{
    /// <summary>Rounds, far more than any data at hand takes.</summary>
    private const int Clocks = 20_000;

    private const int ClocksPerEvaluation = 5;

    /// <inheritdoc/>
    public sealed override string Name => loss.ProgramName;

    /// <inheritdoc/>
    public sealed override Section<LinearOptions> Options => LinearOptions.Section;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Alternatives => ["lambda", "lambda-ratio"];

    /// <inheritdoc/>
    public override double? Tolerance => LinearVectors.GapTolerance;

    /// <inheritdoc/>
    public override int Epochs => Clocks;

    /// <inheritdoc/>
    public override string Puts => $"the scheduler of '{Name}' puts what it found out";

    /// <summary>λ as a share of λmax; evaluations that cost no pass over the data.</summary>
    public static IReadOnlyList<(string Key, string Yaml)> DefaultsFor(string ratio) =>
        [("lambda-ratio", ratio), ("exact-evaluation", "false")];

    /// <inheritdoc/>
    public override IReadOnlyList<ModelVector> Vectors(IProgram program, LoadedData data, Model model) =>
        LinearVectors.Of(((LinearProgram)program).CoefficientsOf(model), 0);

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Tables(LinearOptions options) => LinearTables.Names;

    /// <inheritdoc/>
    protected override bool IsModelParallel(LinearOptions options) => true;

    /// <summary>What workers read is the prediction: its staleness is what damping has to reckon with.</summary>
    protected override IProgram Create(LinearOptions options, ProgramInput input)
    {
        double[]? initial = null;
        if (input.Start is { } start)
        {
            start.RequireProgram(Name);
            initial = LinearVectors.CoefficientsOf(start);
            start.RequireFeatures(initial.Length, input.Data);
        }

        int? staleness = input.StalenessOf(LinearTables.Names[LinearTables.Prediction.Index]);
        return new LinearProgram(input.Data.Rows!, loss, options, staleness, initial);
    }

    /// <inheritdoc/>
    protected override int EvaluateEvery(LinearOptions options, LoadedData data, int workers) => ClocksPerEvaluation;

    /// <inheritdoc/>
    protected override int RowsOfLargestTable(LinearOptions options, LoadedData data) =>
        LinearTables.RowsOfLargest(data.Rows!);

    /// <inheritdoc/>
    protected override string AdviceOnDivergence(LinearOptions options, int workers) =>
        $"workers disturb one another: use a smaller --staleness, or fewer --workers (they were "
        + $"{workers}); or scale the columns of the data";
}
