using Petuum.Lab.Apps.Lda;
using Petuum.Lab.Apps.MedLda;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments.Training;

/// <summary>
/// Maximum-entropy-discrimination LDA, a fixed number of epochs: samplers have no tolerance to reach.
/// </summary>
internal sealed class MedLdaTraining : TrainingProgram
{
    private const int EpochsBetweenEvaluations = 10;

    /// <inheritdoc/>
    public override string Name => MedLdaProgram.ProgramName;

    /// <inheritdoc/>
    public override string Description => "topics of documents that tell their labels apart, from counts of words";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form = null) => [];

    /// <inheritdoc/>
    public override double? Tolerance => null;

    /// <inheritdoc/>
    public override int Epochs => 100;

    /// <inheritdoc/>
    public override int ClocksPerEpoch(RunSpec spec, LoadedData data) => 1;

    /// <inheritdoc/>
    public override int EvaluateEvery(RunSpec spec, LoadedData data) => EpochsBetweenEvaluations;

    /// <inheritdoc/>
    public override int RowsOfLargestTable(RunSpec spec, LoadedData data) => data.Features!.Value;

    /// <inheritdoc/>
    public override string AdviceOnDivergence(RunSpec spec) =>
        $"use a smaller --cost, a smaller --staleness, or fewer --workers (they were {spec.Cluster.Workers})";

    /// <inheritdoc/>
    public override IReadOnlyList<ModelVector> Vectors(IProgram program, LoadedData data, Model model) =>
        [new ModelVector(LogisticTraining.Classes, ((MedLdaProgram)program).Data.Classes.ToArray())];

    /// <inheritdoc/>
    public override IReadOnlyList<Metric> Rates(LoadedData data, double epochs, double seconds) =>
        [new Metric("tokensPerSecond", MedLdaData.CountsOf(data.Rows!).Tokens * epochs / seconds)];

    /// <inheritdoc/>
    public override Predictor CreatePredictor(SavedModel saved)
    {
        _ = saved.Table(LdaTables.Topics.Index, LdaTables.Names[LdaTables.Topics.Index], ElementType.Int);
        TableDefinition classifier = saved.Table(
            MedLdaTables.Classifier.Index, MedLdaTables.Names[MedLdaTables.Classifier.Index], ElementType.Double);
        return new LabelledTopicPredictor(
            new MedLdaModel(saved.Model, ((MedLdaSpec)saved.Program).Options),
            saved.Vector<double>(LogisticTraining.Classes, classifier.Rows));
    }
}
