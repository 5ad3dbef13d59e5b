using Petuum.Lab.Apps.MetricLearning;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments.Training;

/// <summary>
/// Metric learning: pairs of nearest neighbours by labels unless files give pairs, at most 32 dimensions.
/// </summary>
internal sealed class DmlTraining : BatchTraining
{
    private const string RankKey = "program.rank";
    private const string DrawKey = "program.draw";
    private const int RankMax = 32;
    private const int NeighbourPairs = 30_000;
    private const double NeighbourLambda = 2;

    /// <inheritdoc/>
    public override string Name => "dml";

    /// <inheritdoc/>
    public override string Description => "a distance metric: Σ_S ‖L(x−y)‖² + λ Σ_D max(0, 1 − ‖L(x−y)‖²)";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form = null) =>
        [("rank", "32"), ("share", "0.05")];

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
    public override RunSpec Fit(RunSpec spec, LoadedData data, Predicate<string> isGiven)
    {
        DmlSpec dml = (DmlSpec)spec.Program;
        bool drawsNeighbours = dml.Draw == DmlDraw.Neighbours || (data.Pairs is null && !isGiven(DrawKey));
        dml = dml with
        {
            Draw = drawsNeighbours ? DmlDraw.Neighbours : dml.Draw,
            Rank = isGiven(RankKey) ? dml.Rank : Math.Clamp(data.Features!.Value, 1, RankMax),
        };
        return spec with
        {
            Program = drawsNeighbours
                ? dml with
                {
                    Lambda = isGiven("program.lambda") ? dml.Lambda : NeighbourLambda,
                    Step = isGiven("program.step") ? dml.Step : DmlOptions.NeighbourStep,
                    Pairs = isGiven("program.pairs") ? dml.Pairs : NeighbourPairs,
                }
                : dml,
        };
    }

    /// <inheritdoc/>
    public override int RowsOfLargestTable(RunSpec spec, LoadedData data) => data.Features!.Value;

    /// <inheritdoc/>
    public override Predictor CreatePredictor(SavedModel saved)
    {
        _ = saved.Table(0, "metric", ElementType.Double);
        return new MetricPredictor(new DmlModel(saved.Model));
    }
}
