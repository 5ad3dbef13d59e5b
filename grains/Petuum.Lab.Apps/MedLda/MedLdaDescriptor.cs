using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Apps.Lda;
using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MedLda;

/// <summary>
/// Maximum-entropy-discrimination LDA, a fixed number of epochs: samplers have no tolerance to reach.
/// </summary>
public sealed class MedLdaDescriptor : ProgramDescriptor<MedLdaOptions>
{
    private const int EpochsBetweenEvaluations = 10;

    /// <inheritdoc/>
    public override string Name => MedLdaProgram.ProgramName;

    /// <inheritdoc/>
    public override string Description => "topics of documents that tell their labels apart, from counts of words";

    /// <inheritdoc/>
    public override Section<MedLdaOptions> Options => MedLdaOptions.Section;

    /// <inheritdoc/>
    public override IReadOnlyList<ModelVector> Vectors(IProgram program, LoadedData data, Model model) =>
        [new ModelVector(LinearVectors.Classes, ((MedLdaProgram)program).Data.Classes.ToArray())];

    /// <inheritdoc/>
    public override IReadOnlyList<Metric> Rates(LoadedData data, double epochs, double seconds) =>
        [new Metric("tokensPerSecond", MedLdaData.CountsOf(data.Rows!).Tokens * epochs / seconds)];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Tables(MedLdaOptions options) => MedLdaTables.Names;

    /// <inheritdoc/>
    protected override bool IsModelParallel(MedLdaOptions options) => true;

    /// <inheritdoc/>
    protected override IProgram Create(MedLdaOptions options, ProgramInput input)
    {
        input.RefuseStart(Name, "topics of tokens, which a model does not hold");
        return new MedLdaProgram(new MedLdaData(input.Data.Rows!), options, input.Seed);
    }

    /// <inheritdoc/>
    protected override int EvaluateEvery(MedLdaOptions options, LoadedData data, int workers) =>
        EpochsBetweenEvaluations;

    /// <inheritdoc/>
    protected override int RowsOfLargestTable(MedLdaOptions options, LoadedData data) => data.Features!.Value;

    /// <inheritdoc/>
    protected override string AdviceOnDivergence(MedLdaOptions options, int workers) =>
        $"use a smaller --cost, a smaller --staleness, or fewer --workers (they were {workers})";

    /// <inheritdoc/>
    protected override Predictor Predict(MedLdaOptions options, SavedModel saved)
    {
        _ = saved.Table(LdaTables.Topics.Index, LdaTables.Names[LdaTables.Topics.Index], ElementType.Int);
        TableDefinition classifier = saved.Table(
            MedLdaTables.Classifier.Index, MedLdaTables.Names[MedLdaTables.Classifier.Index], ElementType.Double);
        return new LabelledTopicPredictor(
            new MedLdaModel(saved.Model, options), saved.Vector<double>(LinearVectors.Classes, classifier.Rows));
    }
}
