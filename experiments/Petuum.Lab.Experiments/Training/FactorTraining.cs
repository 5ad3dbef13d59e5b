using Petuum.Lab.Apps.Nmf;
using Petuum.Lab.Apps.SparseCoding;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments.Training;

/// <summary>Non-negative matrix factorisation: ten parts, all rows each clock.</summary>
internal sealed class NmfTraining : BatchTraining
{
    /// <inheritdoc/>
    public override string Name => "nmf";

    /// <inheritdoc/>
    public override string Description => "parts that rows are sums of: ‖X − LR‖², L, R ≥ 0";

    /// <inheritdoc/>
    public override int Epochs => 500;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form = null) => [("rank", "10")];

    /// <inheritdoc/>
    public override int EvaluateEvery(RunSpec spec, LoadedData data) => 10 * ClocksPerEpoch(spec, data);

    /// <inheritdoc/>
    public override int RowsOfLargestTable(RunSpec spec, LoadedData data) => data.Features!.Value;

    /// <inheritdoc/>
    public override Predictor CreatePredictor(SavedModel saved)
    {
        _ = saved.Table(0, "parts", ElementType.Double);
        return new CodePredictor(NmfProgram.ModelOf(saved.Model, ((NmfSpec)saved.Program).Rank));
    }
}

/// <summary>Sparse coding: ten atoms, all rows each clock, λ = 0.1 as in the release's demo.</summary>
internal sealed class SparseCodingTraining : BatchTraining
{
    /// <inheritdoc/>
    public override string Name => "sparse-coding";

    /// <inheritdoc/>
    public override string Description => "atoms that rows are made of a few of: ‖X − SB‖² + λ‖S‖₁, ‖B_k‖ ≤ c";

    /// <inheritdoc/>
    public override int Epochs => 500;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form = null) =>
        [("rank", "10"), ("lambda", "0.1"), ("radius", "1")];

    /// <inheritdoc/>
    public override int EvaluateEvery(RunSpec spec, LoadedData data) => 10 * ClocksPerEpoch(spec, data);

    /// <inheritdoc/>
    public override int RowsOfLargestTable(RunSpec spec, LoadedData data) => data.Features!.Value;

    /// <inheritdoc/>
    public override Predictor CreatePredictor(SavedModel saved)
    {
        _ = saved.Table(0, "dictionary", ElementType.Double);
        SparseCodingSpec coding = (SparseCodingSpec)saved.Program;
        return new CodePredictor(
            SparseCodingProgram.ModelOf(saved.Model, coding.Rank, coding.Lambda, coding.Radius));
    }
}
