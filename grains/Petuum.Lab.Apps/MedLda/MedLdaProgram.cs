using Petuum.Lab.Apps.Lda;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MedLda;

/// <summary>
/// Maximum-entropy-discrimination LDA by Gibbs sampling with data augmentation (Zhu et al., JMLR 2014): topics that
/// explain words and tell labels apart with a margin, one classifier a class against the rest. See the folder's README.
/// </summary>
public sealed class MedLdaProgram : IProgram
{
    /// <summary>The name in specs.</summary>
    public const string ProgramName = "medlda";

    private readonly MedLdaOptions _options;
    private readonly LdaProgram _topics;
    private readonly LdaStart _start;

    /// <summary>A model of documents with labels; the first topics depend on <paramref name="seed"/>.</summary>
    /// <exception cref="PlanException">Options or data cannot work; says why and the remedy.</exception>
    public MedLdaProgram(MedLdaData data, MedLdaOptions options, Seed seed)
    {
        (Data, _options) = (data, MedLdaOptions.Section.Validated(options));
        LdaOptions topics = new() { Topics = options.Topics, Alpha = options.Alpha, Beta = options.Beta };
        _topics = new LdaProgram(data.Documents, topics, seed);
        _start = new LdaStart(data.Documents, options.Topics, model: null, seed);
        Tables = MedLdaTables.Create(_topics.Tables, data.Classes.Length, options.Topics);
    }

    /// <inheritdoc/>
    public string Name => ProgramName;

    /// <inheritdoc/>
    public IReadOnlyList<TableDefinition> Tables { get; }

    /// <inheritdoc/>
    public bool IsModelParallel => true;

    /// <summary>What is learnt from.</summary>
    public MedLdaData Data { get; }

    /// <inheritdoc/>
    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) => new MedLdaWorker(
        _options,
        Data,
        Partition.ByTokens(Data.Documents, workers)[worker.Index],
        _start,
        seed.Split("draws", worker.Index));

    /// <inheritdoc/>
    public IScheduleProgram CreateScheduler(int workers, Seed seed) =>
        new MedLdaScheduler(_options, Data.Classes.Length, seed);

    /// <inheritdoc/>
    /// <remarks>
    /// Objective: (2c Σ_d Σ_c max(0, ζ) − ln p(words, topics)) / tokens, the margins as they were in the latest round.
    /// Gap: how far it moved since the previous evaluation, relative to it. Metrics: <c>log_likelihood_per_token</c>;
    /// <c>trainAccuracy</c>, of documents whose topics were drawn with their labels in view.
    /// </remarks>
    public Evaluation Evaluate(Model model, Evaluation? previous)
    {
        ReadOnlySpan<double> margins = model.Dense<double>(MedLdaTables.Margins, 0);
        double documents = Data.Documents.Count;
        double hinge = margins[0] == 0 ? documents * Data.Classes.Length * _options.Ell : margins[2];
        double tokens = Math.Max(1, Data.Documents.Tokens);
        double likelihood = _topics.LogLikelihood(model) / tokens;
        double objective = (2 * _options.Cost * hinge / tokens) - likelihood;
        double gap = previous is null
            ? double.NaN
            : Math.Abs(previous.Objective - objective) / Math.Abs(previous.Objective);
        return new Evaluation(
            objective,
            gap,
            [
                new Metric(LdaProgram.LogLikelihoodMetric, likelihood),
                new Metric("trainAccuracy", margins[1] / documents),
            ]);
    }
}
