using Petuum.Lab.Apps.Lda;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets.Generators;

namespace Petuum.Lab.Tests.Lda;

/// <summary>Problems, plans and runs that the tests of topic models share.</summary>
internal static class LdaCase
{
    /// <summary>Documents of several topics, so that chains find their way from anywhere.</summary>
    public const double Alpha = 0.2;

    public static TheoryData<LdaForm> Forms => [.. Enum.GetValues<LdaForm>()];

    /// <summary>250 documents of about 50 tokens, 100 words, 4 topics that can be told apart.</summary>
    public static DocumentsProblem Planted { get; } =
        Generate(documents: 250, words: 100, topics: 4, length: 50, seed: 3);

    public static DocumentsProblem Generate(int documents, int words, int topics, int length, ulong seed) =>
        DocumentsGenerator.Generate(
            new DocumentsOptions
            {
                Documents = documents,
                Words = words,
                Topics = topics,
                Length = length,
                Alpha = Alpha,
            },
            new Seed(seed));

    public static LdaOptions Options(LdaForm form, int topics = 4) =>
        new() { Topics = topics, Form = form, Alpha = Alpha };

    public static JobPlan Plan(
        IProgram program, int workers, int clocks, ConsistencyPolicy policy, int every = 1) => new()
        {
            Program = program,
            Workers = workers,
            Shards = 2,
            Apply = ApplyMode.Clocked,
            Consistency = [.. program.Tables.Select(_ => policy)],
            PipelineDepth = 1,
            UnitsPerRound = 1,
            Communication = null,
            EvaluateEvery = every,
            Stop = new StopRule(clocks, Tolerance: null, TargetObjective: null, DivergenceFactor: 1000),
            Seed = new Seed(5),
        };

    /// <summary>n_wk of a model.</summary>
    public static int[][] Words(Model model) =>
    [
        .. Enumerable.Range(0, model.Tables[0].Rows).Select(word =>
        {
            int[] row = new int[model.Tables[0].Shape.Columns];
            LdaModel.CopyRow(model, word, row);
            return row;
        }),
    ];
}

/// <summary>A program whose workers and models are looked at.</summary>
internal sealed class WatchedLda(LdaProgram inner, Action<Model> watch) : IProgram
{
    private readonly SortedDictionary<int, IWorkerProgram> _workers = [];

    public string Name => inner.Name;

    public IReadOnlyList<TableDefinition> Tables => inner.Tables;

    public bool IsModelParallel => inner.IsModelParallel;

    /// <summary>The topics of all workers' tokens.</summary>
    public IEnumerable<(int Document, int Word, int Topic)> Topics => _workers.Values
        .SelectMany(worker => ((ITopicsOfTokens)worker).Topics);

    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed)
    {
        lock (_workers)
        {
            return _workers[worker.Index] = inner.CreateWorker(worker, workers, seed);
        }
    }

    public IScheduleProgram CreateScheduler(int workers, Seed seed) => inner.CreateScheduler(workers, seed);

    public Evaluation Evaluate(Model model, Evaluation? previous)
    {
        watch(model);
        return inner.Evaluate(model, previous);
    }
}
