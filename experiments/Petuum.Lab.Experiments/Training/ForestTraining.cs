using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Apps.Forest;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments.Training;

/// <summary>A forest of a hundred trees; an epoch is all of them.</summary>
internal sealed class ForestTraining : TrainingProgram
{
    private const string Classes = ClassTraining.Classes;
    private const string Features = "features";
    private const int EvaluationsPerEpoch = 5;

    /// <inheritdoc/>
    public override string Name => ForestProgram.ProgramName;

    /// <inheritdoc/>
    public override string Description => "classes by the votes of C4.5 trees: the share of wrong out-of-bag votes";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form = null) => [("trees", "100")];

    /// <inheritdoc/>
    public override double? Tolerance => null;

    /// <inheritdoc/>
    public override int Epochs => 1;

    /// <inheritdoc/>
    public override int ClocksPerEpoch(RunSpec spec, LoadedData data)
    {
        ForestSpec forest = (ForestSpec)spec.Program;
        return ((forest.Trees - 1) / forest.Batch) + 1;
    }

    /// <inheritdoc/>
    public override int EvaluateEvery(RunSpec spec, LoadedData data) =>
        Math.Max(1, ClocksPerEpoch(spec, data) / EvaluationsPerEpoch);

    /// <inheritdoc/>
    public override int RowsOfLargestTable(RunSpec spec, LoadedData data) =>
        Math.Max(((ForestSpec)spec.Program).Trees, data.Rows!.Rows);

    /// <inheritdoc/>
    public override string AdviceOnDivergence(RunSpec spec) =>
        "new trees tell less than the first ones: use a smaller --depth (it was "
        + $"{((ForestSpec)spec.Program).Depth}), or more --trees";

    /// <inheritdoc/>
    public override IReadOnlyList<ModelVector> Vectors(IProgram program, LoadedData data, Model model)
    {
        ForestProgram forest = (ForestProgram)program;
        return
        [
            new ModelVector(Classes, forest.Classes.ToArray()),
            new ModelVector(Features, new[] { (double)forest.Features }),
        ];
    }

    /// <inheritdoc/>
    public override Predictor CreatePredictor(SavedModel saved)
    {
        saved.Table(0, "trees", ElementType.Double, RowKind.Sparse);
        int classes = saved.Table(1, "votes", ElementType.Int).Shape.Columns / 2;
        try
        {
            ForestModel model = new(saved.Model, (int)saved.Vector<double>(Features, 1)[0]);
            return new ClassPredictor(model, saved.Vector<double>(Classes, classes));
        }
        catch (InvariantException failure)
        {
            throw new ResultFileException(saved.IndexPath, 0, failure.Message, ModelFolder.Remedy);
        }
    }
}
