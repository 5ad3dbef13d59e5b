using Petuum.Lab.Apps.Parts;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;
using Petuum.Lab.Runs;
using Petuum.Lab.Specs;
using Petuum.Lab.Testing.Naive;
using Petuum.Lab.Tests.Datasets;
using Petuum.Lab.Tests.Lasso;
using Petuum.Lab.Tests.Specs;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Tests.Parts;

/// <summary>Programs whose workers read nothing but their part of the data.</summary>
public sealed class PartedProgramTests : DataTestBase
{
    /// <summary>Programs, by lines of their specs.</summary>
    public static TheoryData<string> Programs =>
    [
        "program: {name: kmeans, clusters: 5, share: 0.4}",
        "program: {name: nmf, rank: 3, share: 0.5}",
        "program: {name: sparse-coding, rank: 3, lambda: 0.1, share: 0.5}",
        "program: {name: mlr, batch: 60}",
        "program: {name: mlr, batch: 60, form: factors, sync-every: 3}",
        "program: {name: dnn, hidden: [6], batch: 60}",
        "program: {name: svm, share: 0.3}",
        "program: {name: lasso, lambda: 0.5, parallelism: 4, schedule: {policy: priority+dependency}}",
        "program: {name: mf, rank: 4, lambda: 0.05, step: 0.02, share: 0.5}",
        "program: {name: mf, rank: 4, lambda: 0.05, step-rule: ada-revision, share: 0.5}",
        "program: {name: mf, rank: 4, lambda: 0.05, step: 0.02, form: rotation, blocks: 5, chunks: 2}",
        "program: {name: lda, topics: 4, alpha: 0.5, beta: 0.1}",
        "program: {name: lda, topics: 4, alpha: 0.5, beta: 0.1, form: sparse}",
        "program: {name: lda, topics: 4, alpha: 0.5, beta: 0.1, form: rotation, blocks: 4}",
        "program: {name: lda, topics: 4, alpha: 0.5, beta: 0.1, form: light, blocks: 4}",
    ];

    /// <summary>
    /// Nothing tells workers with their parts from workers with all the data: no bit of the model, no microsecond.
    /// </summary>
    [Theory]
    [MemberData(nameof(Programs))]
    public void Run_IsTheSame_ByPartsOfAnyFormat(string program)
    {
        foreach ((string file, string options) in FilesFor(program))
        {
            (JobPlan whole, JobPlan parts) = Compose($"{program}\ndata: {{file: {file}{options}}}");
            JobResult expected = LassoCase.Run(whole, LassoCase.Stragglers[1].Model);
            JobResult result = LassoCase.Run(
                parts with { Program = new EvaluatedElsewhere(parts.Program, whole.Program) },
                LassoCase.Stragglers[1].Model);
            Assert.Equal(JobOutcome.Completed, expected.Outcome);
            Assert.Equal(expected.TimeMicros, result.TimeMicros);
            Assert.Equal(expected.Evaluation!.Objective, result.Evaluation!.Objective);
            Assert.True(
                Models.ToBytes(expected.Model!).AsSpan().SequenceEqual(Models.ToBytes(result.Model!)),
                $"other models by parts of {file}");
        }
    }

    /// <summary>What others' lines are does not matter to a worker; what its own are does, and is checked.</summary>
    [Fact]
    public void Worker_ReadsItsOwnLines_AndRefusesOthersInTheirPlace()
    {
        string path = FileOf(File.ReadAllText(Sample("a9a-1000.libsvm")), "a9a.libsvm");
        (_, JobPlan parts) = Compose($"program: {{name: kmeans, clusters: 5}}\ndata: {{file: {path}}}");
        byte[] bytes = File.ReadAllBytes(path);
        bytes.AsSpan(0, 1000).Fill((byte)'x');
        File.WriteAllBytes(path, bytes);
        Assert.NotNull(parts.Program.CreateWorker(new WorkerId(1), parts.Workers, parts.Seed));
        Assert.NotNull(parts.Program.CreateWorker(new WorkerId(2), parts.Workers, parts.Seed));
        PlanException refused = Assert.Throws<PlanException>(
            () => parts.Program.CreateWorker(new WorkerId(0), parts.Workers, parts.Seed));
        Assert.Contains("are other bytes on", refused.Problem, StringComparison.Ordinal);
    }

    /// <summary>Among many silos a file is missing somewhere.</summary>
    [Fact]
    public void Worker_SaysWhere_ItCannotReadItsPart()
    {
        string path = FileOf(File.ReadAllText(Sample("a9a-1000.libsvm")), "a9a.libsvm");
        (_, JobPlan parts) = Compose($"program: {{name: kmeans, clusters: 5}}\ndata: {{file: {path}}}");
        File.Delete(path);
        PlanException refused = Assert.Throws<PlanException>(
            () => parts.Program.CreateWorker(new WorkerId(0), parts.Workers, parts.Seed));
        Assert.Contains($"{path} on {Environment.MachineName}: ", refused.Problem, StringComparison.Ordinal);
    }

    /// <summary>What is small enough by itself may be too much with the ids of users and items.</summary>
    [Fact]
    public void FactsBeyondTheirLimit_AreNone()
    {
        const string Program = "program: {name: mf, rank: 2, lambda: 0.05, step: 0.02, share: 1}";
        RunCase ratings = Case($"{Program}\ndata: {{file: {Sample("ratings.data")}}}");
        ComposedRun run = new Composer(Folder).Compose(ratings, Composition.Orleans);
        long own = ((IPartedProgram)run.Plan.Program).FactsBytes;
        Assert.NotNull(PartComposer.FactsOf(run, spec => DataFile.Open(spec.File), 4 * own));
        Assert.Null(PartComposer.FactsOf(run, spec => DataFile.Open(spec.File), own + 1));
        Assert.Null(PartComposer.FactsOf(run, spec => DataFile.Open(spec.File), own - 1));
    }

    [Fact]
    public void DataWithoutAFile_AreNotRead_ByParts()
    {
        Composer composer = new(Folder);
        ComposedRun run = composer.Compose(Case(
            "program: {name: kmeans, clusters: 5}\ndata: {generate: clusters, samples: 50, features: 3, clusters: 5}"));
        Assert.Null(composer.FactsOf(run));
    }

    private IEnumerable<(string File, string Options)> FilesFor(string program)
    {
        switch (program[(program.IndexOf("name: ", StringComparison.Ordinal) + 6)..program.IndexOf(',')])
        {
            case "svm" or "lasso":
                return AllFormats(DataFile.Open(Sample("a9a-1000.libsvm")).ReadRegression());
            case "mf":
                string csv = NewPath(".csv");
                DataWriter.Write(csv, DataFile.Open(Sample("ratings.data")).ReadRatings(), DataFormat.RatingsCsv);
                return [(Sample("ratings.data"), ", test-share: 0.2"), (csv, "")];
            case "lda":
                string documents = NewPath(".ldac");
                Documents all = DataFile.Open(Sample("20news-300.docword.txt")).ReadDocuments();
                DataWriter.Write(documents, all, DataFormat.LdaC);
                return
                [
                    (Sample("20news-300.docword.txt"), ""),
                    (documents, ", test-share: 0.3, format: lda-c"),
                    (FileOf("1 0:9\n1 1:1\n2 0:1 1:1\n1 2:1\n", "few.ldac"), ", test-share: 0.3"),
                ];
            default:
                string images = Sample("mnist-500-images-idx3-ubyte.gz");
                RegressionData some = DataFile.Open(images).ReadRegression().SelectRows(new IndexRange(0, 90));
                return [.. AllFormats(some), (images, ", split: 400")];
        }
    }

    private static string Sample(string name) => Repository.Path("datasets/samples/" + name);

    private IEnumerable<(string File, string Options)> AllFormats(RegressionData data)
    {
        foreach ((string ending, DataFormat format) in new[]
        {
            (".libsvm", DataFormat.LibSvm), (".libsvm.gz", DataFormat.LibSvm), (".csv", DataFormat.DenseCsv),
            (".mtx", DataFormat.MatrixMarket),
        })
        {
            string path = NewPath(ending);
            DataWriter.Write(path, data, format);
            yield return (path, "");
        }
    }

    private (JobPlan Whole, JobPlan Parts) Compose(string spec)
    {
        Composer composer = new(Folder);
        RunCase run = Case(spec);
        ComposedRun whole = composer.Compose(run, Composition.Orleans);
        ReadOnlyMemory<byte>? facts = composer.FactsOf(whole);
        Assert.NotNull(facts);
        return (whole.Plan, new Composer(Folder).ComposePart(run, facts.Value));
    }

    private static RunCase Case(string spec) => Sweep.Expand(SpecTexts.Read(
        $$"""
        name: parts
        {{spec}}
        cluster: {workers: 3, shards: 2}
        consistency: {policy: ssp, staleness: 2}
        stop: {clocks: 8}
        seeds: [4]

        """))[0];

    private sealed class EvaluatedElsewhere(IProgram parts, IProgram whole) : IProgram
    {
        public string Name => parts.Name;

        public IReadOnlyList<TableDefinition> Tables => parts.Tables;

        public bool IsModelParallel => parts.IsModelParallel;

        public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) =>
            parts.CreateWorker(worker, workers, seed);

        public IScheduleProgram CreateScheduler(int workers, Seed seed) => parts.CreateScheduler(workers, seed);

        public Evaluation Evaluate(Model model, Evaluation? previous) => whole.Evaluate(model, previous);
    }
}
