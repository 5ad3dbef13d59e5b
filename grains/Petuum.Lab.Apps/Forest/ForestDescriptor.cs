using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Forest;

/// <summary>A forest of a hundred trees; an epoch is all of them.</summary>
public sealed class ForestDescriptor : ClassDescriptor<ForestOptions>
{
    private const int EvaluationsPerEpoch = 5;

    /// <inheritdoc/>
    public override string Name => ForestProgram.ProgramName;

    /// <inheritdoc/>
    public override string Description => "classes by the votes of C4.5 trees: the share of wrong out-of-bag votes";

    /// <inheritdoc/>
    public override Section<ForestOptions> Options => ForestOptions.Section;

    /// <inheritdoc/>
    public override int Epochs => 1;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form) => [("trees", "100")];

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
    protected override IReadOnlyList<string> Tables(ForestOptions options) => ["trees", "votes"];

    /// <inheritdoc/>
    protected override IProgram Create(ForestOptions options, ProgramInput input, ClassData rows, ClassData? test)
    {
        PlanException.Require(
            input.Start is null, "a forest that goes on from another: a tree follows from seed and number alone",
            "train without --from, with as many --trees as are wanted");
        return new ForestProgram(rows, test, options, input.Seed);
    }

    /// <inheritdoc/>
    protected override int ClocksPerEpoch(ForestOptions options, LoadedData data, int workers) =>
        ((options.Trees - 1) / options.Batch) + 1;

    /// <inheritdoc/>
    protected override int EvaluateEvery(ForestOptions options, LoadedData data, int workers) =>
        Math.Max(1, ClocksPerEpoch(options, data, workers) / EvaluationsPerEpoch);

    /// <inheritdoc/>
    protected override int RowsOfLargestTable(ForestOptions options, LoadedData data) =>
        Math.Max(options.Trees, data.Rows!.Rows);

    /// <inheritdoc/>
    protected override string AdviceOnDivergence(ForestOptions options, int workers) =>
        $"new trees tell less than the first ones: use a smaller --depth (it was {options.Depth}), or more --trees";

    /// <inheritdoc/>
    protected override Predictor Predict(ForestOptions options, SavedModel saved)
    {
        saved.Table(0, "trees", ElementType.Double, RowKind.Sparse);
        int classes = saved.Table(1, "votes", ElementType.Int).Shape.Columns / 2;
        try
        {
            ForestModel model = new(saved.Model, (int)saved.Vector<double>(Features, 1)[0]);
            return new ClassPredictor(model, ClassesOf(saved, classes));
        }
        catch (InvariantException failure)
        {
            throw saved.Error(failure.Message, SavedModel.Remedy);
        }
    }
}
