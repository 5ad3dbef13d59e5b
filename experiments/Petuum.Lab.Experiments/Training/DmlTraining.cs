using Petuum.Lab.Apps.MetricLearning;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments.Training;

/// <summary>Metric learning: pairs drawn from labels unless files give them, at most 32 dimensions.</summary>
internal sealed class DmlTraining : BatchTraining
{
    private const string RankKey = "program.rank";
    private const int RankMax = 32;

    /// <inheritdoc/>
    public override string Name => "dml";

    /// <inheritdoc/>
    public override string Description => "a distance metric: Σ_S ‖L(x−y)‖² + λ Σ_D max(0, 1 − ‖L(x−y)‖²)";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form = null) =>
        [("rank", "32"), ("lambda", "1"), ("pairs", "10000"), ("share", "0.05")];

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Says)> Files =>
    [
        ("similar", "Pairs of rows that belong together: two row numbers a line, counted from 0."),
        ("dissimilar", "Pairs of rows that do not; both are drawn from labels if left out."),
    ];

    /// <inheritdoc/>
    public override int Epochs => 30;

    /// <inheritdoc/>
    public override RunSpec Fit(RunSpec spec, LoadedData data, Predicate<string> isGiven)
    {
        DmlSpec dml = (DmlSpec)spec.Program;
        int rank = isGiven(RankKey) ? dml.Rank : Math.Clamp(data.Features!.Value, 1, RankMax);
        return spec with { Program = dml with { Rank = rank } };
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
