using Petuum.Lab.Apps.Batches;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MetricLearning;

/// <summary>
/// Metric learning. Trained, where files give no pairs, on pairs of nearest neighbours by labels, in at most 32
/// dimensions.
/// </summary>
public sealed class DmlDescriptor : BatchDescriptor<DmlOptions>
{
    private const int RankMax = 32;
    private const int NeighbourPairs = 30_000;
    private const double NeighbourLambda = 2;

    /// <inheritdoc/>
    public override string Name => "dml";

    /// <inheritdoc/>
    public override string Description => "a distance metric: Σ_S ‖L(x−y)‖² + λ Σ_D max(0, 1 − ‖L(x−y)‖²)";

    /// <inheritdoc/>
    public override Section<DmlOptions> Options => DmlOptions.Section;

    /// <inheritdoc/>
    public override bool TakesPairs => true;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Says)> Files =>
    [
        ("similar", "Pairs of rows that belong together: two row numbers a line, counted from 0."),
        ("dissimilar", "Pairs of rows that do not; both are drawn from labels if left out."),
    ];

    /// <inheritdoc/>
    public override double? Tolerance => null;

    /// <inheritdoc/>
    public override int Epochs => 10;

    /// <inheritdoc/>
    protected override string ModelTable => "metric";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form) =>
        [("rank", "32"), ("share", "0.05")];

    /// <inheritdoc/>
    protected override IProgram Create(DmlOptions options, ProgramInput input, Model? start) => new DmlProgram(
        input.Data.Rows!, input.Data.TestRows, PairsOf(options, input.Data, input.Seed), options, input.Seed, start);

    /// <inheritdoc/>
    protected override DmlOptions Fit(DmlOptions options, TrainingFacts facts)
    {
        bool drawsNeighbours =
            options.Draw == DmlDraw.Neighbours || (facts.Data.Pairs is null && !facts.IsGiven("draw"));
        options = options with
        {
            Draw = drawsNeighbours ? DmlDraw.Neighbours : options.Draw,
            Rank = facts.IsGiven("rank") ? options.Rank : Math.Clamp(facts.Data.Features!.Value, 1, RankMax),
        };
        return drawsNeighbours
            ? options with
            {
                Lambda = facts.IsGiven("lambda") ? options.Lambda : NeighbourLambda,
                Step = facts.IsGiven("step") ? options.Step : DmlOptions.NeighbourStep,
                Pairs = facts.IsGiven("pairs") ? options.Pairs : NeighbourPairs,
            }
            : options;
    }

    /// <inheritdoc/>
    protected override int RowsOfLargestTable(DmlOptions options, LoadedData data) => data.Features!.Value;

    /// <inheritdoc/>
    protected override Predictor Predict(DmlOptions options, SavedModel saved)
    {
        _ = saved.Table(0, ModelTable, ElementType.Double);
        return new MetricPredictor(new DmlModel(saved.Model));
    }

    private static PairData PairsOf(DmlOptions options, LoadedData data, Seed seed)
    {
        if (data.Pairs is not { } given)
        {
            return options.Draw == DmlDraw.Neighbours
                ? DmlProgram.FindPairs(data.Rows!, options.Rank, options.Pairs, seed)
                : DmlProgram.DrawPairs(data.Rows!, options.Pairs, seed);
        }

        PlanException.Require(
            options.Draw != DmlDraw.Neighbours,
            "files of pairs are given, and neighbours are to be drawn from labels, too",
            "leave out draw, or the files");
        return new PairData(data.Rows!.Features, given.Similar, given.Dissimilar);
    }
}
