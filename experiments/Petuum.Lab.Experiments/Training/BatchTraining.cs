using Petuum.Lab.Core.Programs;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments.Training;

/// <summary>What data-parallel programs on rows of features share.</summary>
internal abstract class BatchTraining : TrainingProgram
{
    /// <inheritdoc/>
    public override double? Tolerance => 1e-3;

    /// <inheritdoc/>
    public override int Epochs => 100;

    /// <inheritdoc/>
    public override int ClocksPerEpoch(RunSpec spec, LoadedData data) =>
        Math.Max(1, (int)Math.Round(1 / ((BatchSpec)spec.Program).Share));

    /// <inheritdoc/>
    public override string AdviceOnDivergence(RunSpec spec) =>
        $"workers disturb one another: use a smaller --staleness, fewer --workers (they were "
        + $"{spec.Cluster.Workers}), or a smaller --share (it was {((BatchSpec)spec.Program).Share:G3})";

    /// <inheritdoc/>
    public override IReadOnlyList<ModelVector> Vectors(IProgram program, LoadedData data, Model model) => [];
}
