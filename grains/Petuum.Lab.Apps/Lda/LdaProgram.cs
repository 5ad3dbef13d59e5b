using Petuum.Lab.Apps.Parts;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Lda;

/// <summary>
/// Latent Dirichlet allocation (Blei et al. 2003) by sampling the topics of tokens, word and topic integrated out
/// (Griffiths and Steyvers 2004). Forms differ in the sampler and in who may change which counts when; see the folder's
/// README.
/// </summary>
public sealed class LdaProgram : IPartedProgram
{
    /// <summary>The name in specs.</summary>
    public const string ProgramName = "lda";

    /// <summary>The metric of the joint likelihood.</summary>
    public const string LogLikelihoodMetric = "log_likelihood_per_token";

    private readonly Documents _documents;
    private readonly LdaOptions _options;
    private readonly LdaStart _start;
    private readonly Seed _seed;
    private readonly LogRising _beta;
    private readonly LogRising _betaOfAll;
    private readonly double _lengths;
    private readonly Lock _cutting = new();
    private LdaBlocks? _blocks;

    /// <summary>A model of <paramref name="documents"/>; the first topics depend on <paramref name="seed"/>.</summary>
    /// <param name="documents">What is to be explained.</param>
    /// <param name="options">K, α, β and the form.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="start">
    /// A model of the same words and topics: first topics are drawn in proportion to φ. Null: evenly.
    /// </param>
    /// <exception cref="PlanException">More counts than an array holds.</exception>
    public LdaProgram(Documents documents, LdaOptions options, Seed seed, LdaModel? start = null)
        : this(documents, options, seed, start, saved: null)
    {
        LogRising alphaOfAll = new(options.Alpha * options.Topics);
        for (int document = 0; document < documents.Count; document++)
        {
            _lengths += alphaOfAll[documents.LengthOf(document)];
        }
    }

    /// <summary>A model where only some of the documents are.</summary>
    /// <param name="part">These documents, the others empty.</param>
    /// <param name="options">K, α, β and the form.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="facts">What the program over all documents has written.</param>
    public LdaProgram(Documents part, LdaOptions options, Seed seed, StateReader facts)
        : this(part, options, seed, start: null, FirstCounts.Load(facts)) =>
        _blocks = new LdaBlocks(facts);

    private LdaProgram(
        Documents documents, LdaOptions options, Seed seed, LdaModel? start, FirstCounts? saved)
    {
        if ((long)documents.Words * options.Topics > Array.MaxLength)
        {
            throw new PlanException(
                $"{documents.Words} words × {options.Topics} topics",
                $"the product must be at most {Array.MaxLength}: use fewer topics");
        }

        (_documents, _options, _seed) = (documents, options, seed);
        _start = new LdaStart(documents, options.Topics, start, seed);
        (_beta, _betaOfAll) = (new LogRising(options.Beta), new LogRising(options.Beta * documents.Words));
        FirstCounts counts = saved ?? FirstCounts.Drawn(_start, new LogRising(options.Alpha));
        Tables = LdaTables.Create(
            documents.Words,
            options.Topics,
            options.Form == LdaForm.Sparse ? RowKind.Sparse : RowKind.Dense,
            counts.Words,
            counts.Topics,
            counts.Likelihood);
    }

    /// <summary>Whether rounds of a form are scheduled.</summary>
    public static bool IsScheduled(LdaForm form) => form == LdaForm.Rotation;

    /// <summary>Whether a form proposes topics, and so has <see cref="LdaOptions.MhSteps"/>.</summary>
    public static bool Proposes(LdaForm form) => form is LdaForm.Delayed or LdaForm.Light;

    /// <summary>Blocks of words, and so clocks of an epoch.</summary>
    /// <exception cref="PlanException">Fewer than workers in a rotation.</exception>
    public static int BlocksOf(LdaOptions options, int workers)
    {
        if (!HasBlocks(options.Form))
        {
            return 1;
        }

        int blocks = options.Blocks ?? workers;
        return blocks >= workers || options.Form != LdaForm.Rotation ? blocks : throw new PlanException(
            $"a rotation of {blocks} blocks of words among {workers} workers",
            "use at least as many blocks as workers");
    }

    /// <summary>Whether a form goes through blocks of words.</summary>
    public static bool HasBlocks(LdaForm form) => form is LdaForm.Rotation or LdaForm.Light;

    /// <inheritdoc/>
    public string Name => ProgramName;

    /// <inheritdoc/>
    public IReadOnlyList<TableDefinition> Tables { get; }

    /// <inheritdoc/>
    public bool IsModelParallel => IsScheduled(_options.Form);

    /// <inheritdoc/>
    public long FactsBytes => Tables.Sum(FirstValues.BytesOf) + (sizeof(int) * (long)_documents.Words);

    /// <inheritdoc/>
    /// <exception cref="PlanException">A rotation of fewer blocks than workers.</exception>
    public IReadOnlyList<IndexRange> PartsOf(int workers) =>
        [.. Enumerable.Range(0, workers).Select(BlocksFor(workers).DocumentsOf)];

    /// <inheritdoc/>
    public void SaveFacts(int workers, StateWriter facts)
    {
        foreach (TableDefinition table in Tables)
        {
            FirstValues.Save(table, facts);
        }

        BlocksFor(workers).Save(facts);
    }

    /// <inheritdoc/>
    /// <exception cref="PlanException">A rotation of fewer blocks than workers.</exception>
    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed)
    {
        LdaBlocks blocks = BlocksFor(workers);
        Seed own = seed.Split("topics");
        return _options.Form switch
        {
            LdaForm.Delayed =>
                new DelayedWorker(_options, _documents, blocks.DocumentsOf(worker.Index), _start, own),
            LdaForm.Sparse =>
                new SparseWorker(_options, _documents, blocks.DocumentsOf(worker.Index), worker.Index, _start, own),
            LdaForm.Rotation => new BlockWorker(
                _options, _documents, blocks, worker.Index, new GibbsSampler(_options), _start, own),
            _ => new BlockWorker(
                _options, _documents, blocks, worker.Index, new LightSampler(_options), _start, own),
        };
    }

    /// <inheritdoc/>
    /// <exception cref="InvariantException">The form is data-parallel.</exception>
    public IScheduleProgram CreateScheduler(int workers, Seed seed)
    {
        Invariant.Require(IsModelParallel, $"form {_options.Form} of lda has no scheduler.");
        return new LdaRotation(workers, BlocksOf(_options, workers));
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Objective: −ln p(words, topics) / tokens, words and documents integrated out. Gap: how far it moved since the
    /// previous evaluation, relative to it.
    /// </remarks>
    public Evaluation Evaluate(Model model, Evaluation? previous)
    {
        double objective = -LogLikelihood(model) / Math.Max(1, _documents.Tokens);
        double gap = previous is null
            ? double.NaN
            : Math.Abs(previous.Objective - objective) / Math.Abs(previous.Objective);
        return new Evaluation(objective, gap, [new Metric(LogLikelihoodMetric, -objective)]);
    }

    /// <summary>
    /// The joint likelihood of Griffiths and Steyvers, ln p(w, z) =
    /// Σ_k [Σ_w ln (Γ(n_wk + β)/Γ(β)) − ln (Γ(n_k + Vβ)/Γ(Vβ))]
    /// + Σ_d [Σ_k ln (Γ(n_dk + α)/Γ(α)) − ln (Γ(n_d + Kα)/Γ(Kα))].
    /// </summary>
    public double LogLikelihood(Model model)
    {
        long[] topics = new long[_options.Topics];
        int[] row = new int[_options.Topics];
        double words = 0;
        for (int word = 0; word < _documents.Words; word++)
        {
            LdaModel.CopyRow(model, word, row);
            for (int topic = 0; topic < row.Length; topic++)
            {
                if (row[topic] != 0)
                {
                    words += _beta[row[topic]];
                    topics[topic] += row[topic];
                }
            }
        }

        foreach (long count in topics)
        {
            words -= _betaOfAll[(int)count];
        }

        return words + model.Dense<double>(LdaTables.Likelihood, 0)[0] - _lengths;
    }

    /// <summary>Workers may be created at the same time; the first one cuts for all.</summary>
    private LdaBlocks BlocksFor(int workers)
    {
        lock (_cutting)
        {
            return _blocks = _blocks?.Workers == workers
                ? _blocks
                : new LdaBlocks(_documents, workers, BlocksOf(_options, workers));
        }
    }
}
