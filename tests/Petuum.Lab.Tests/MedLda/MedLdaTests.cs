using Petuum.Lab.Apps.Lda;
using Petuum.Lab.Apps.MedLda;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Simulation;
using Petuum.Lab.Tests.Lasso;
using Petuum.Lab.Tests.Lda;

namespace Petuum.Lab.Tests.MedLda;

public sealed class MedLdaTests
{
    private const int Trained = 160;

    /// <summary>240 documents of about 40 tokens, 60 words, 6 topics of 3 classes.</summary>
    private static readonly RegressionData All =
        MedLdaCase.Generate(documents: 240, words: 60, topics: 6, classes: 3, length: 40);

    private static readonly MedLdaData Train = new(All.SelectRows(new IndexRange(0, Trained)));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(8)]
    public void PlantedLabels_AreTold_UnderStalenessAndStragglers(int staleness)
    {
        foreach (int stragglers in new[] { 1, 3 })
        {
            JobResult result = Run(new Ssp(staleness), LassoCase.Stragglers[stragglers].Model);
            Assert.True(MetricOf(result, "trainAccuracy") > 0.9, $"trained {MetricOf(result, "trainAccuracy")}");
            double accuracy = AccuracyOnTheRest(result.Model!);
            Assert.True(accuracy > 0.8, $"{accuracy} with s = {staleness}, stragglers {stragglers}");
        }
    }

    /// <summary>What a guess is right about, and what the topics of plain LDA's likelihood lose.</summary>
    [Fact]
    public void PlantedLabels_AreToldFarAheadOfChance_AndWordsAreExplainedToo()
    {
        List<double> likelihoods = [];
        JobResult result = Run(new Bsp(), LassoCase.Stragglers[0].Model, (_, evaluation) =>
            likelihoods.Add(evaluation.Metrics[0].Value));
        double majority = All.Labels[Trained..].ToArray().GroupBy(label => label).Max(group => group.Count())
            / (double)(All.Rows - Trained);
        Assert.InRange(majority, 0.3, 0.6);
        Assert.True(AccuracyOnTheRest(result.Model!) > majority + 0.25);
        Assert.True(likelihoods[^1] > likelihoods[0] + 0.3, $"{likelihoods[0]} to {likelihoods[^1]}");
    }

    [Fact]
    public void PlantedLabels_AreTold_WhereNobodyWaits() =>
        Assert.InRange(AccuracyOnTheRest(Run(new Asp(), LassoCase.Stragglers[1].Model).Model!), 0.7, 1);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Counts_AreConserved_AfterEveryClock(int staleness)
    {
        MedLdaProgram program = new(Train, MedLdaCase.Options, new Seed(2));
        WrappedProgram wrapped = new(program, evaluated: (model, _) =>
        {
            int[][] words = LdaCase.Words(model);
            Assert.Equal(Train.Documents.Tokens, words.Sum(row => row.Sum()));
            Assert.All(words, row => Assert.All(row, count => Assert.True(count >= 0)));
            int[] topics = model.Dense<int>(LdaTables.Topics, 0).ToArray();
            Assert.Equal(topics, Enumerable.Range(0, topics.Length).Select(k => words.Sum(row => row[k])));
        });
        JobPlan plan = MedLdaCase.Plan(wrapped, 3, 12, new Ssp(staleness));
        Model model = LassoCase.Run(plan, LassoCase.Stragglers[1].Model).Model!;

        int[][] counted = [.. LdaCase.Words(model).Select(row => new int[row.Length])];
        SortedDictionary<(int, int), int> documents = [];
        foreach (IWorkerProgram worker in wrapped.Workers.Values)
        {
            foreach ((int document, int word, int topic) in ((ITopicsOfTokens)worker).Topics)
            {
                counted[word][topic]++;
                documents[(document, topic)] = documents.GetValueOrDefault((document, topic)) + 1;
            }
        }

        Assert.Equal(LdaCase.Words(model), counted);
        LogRising alpha = new(MedLdaCase.Options.Alpha);
        double likelihood = documents.Values.Sum(count => alpha[count]);
        Assert.Equal(likelihood, model.Dense<double>(LdaTables.Likelihood, 0)[0], 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Load_ContinuesToTheSameBits_WhereverTheProgramsAreRestarted(int staleness)
    {
        MedLdaProgram program = new(MedLdaCase.Tiny, MedLdaCase.Options, new Seed(2));
        List<double> whole = Bits(program);
        Assert.Equal(whole, Bits(new WrappedProgram(
            program, create => new RestartingWorker(create), create => new RestartingScheduler(create))));

        List<double> Bits(IProgram run)
        {
            Model model = LassoCase.Run(
                MedLdaCase.Plan(run, 3, 15, new Ssp(staleness)), LassoCase.Stragglers[1].Model).Model!;
            IEnumerable<double> words = LdaCase.Words(model).SelectMany(row => row.Select(count => (double)count));
            return [.. MedLdaTables.MeansOf(model), .. words];
        }
    }

    [Fact]
    public void Pipeline_RestsWhileARoundIsUnderWay()
    {
        double[] once = Means(depth: 1, clocks: 6);
        Assert.Contains(once, mean => mean != 0);
        Assert.Equal(once, Means(depth: 3, clocks: 18));

        static double[] Means(int depth, int clocks)
        {
            MedLdaProgram program = new(MedLdaCase.Tiny, MedLdaCase.Options, new Seed(2));
            JobPlan plan = MedLdaCase.Plan(program, 2, clocks, new Bsp()) with { PipelineDepth = depth };
            return MedLdaTables.MeansOf(LassoCase.Run(plan).Model!);
        }
    }

    [Fact]
    public void WhatCannotBeLearnt_IsRefusedWithARemedy()
    {
        RegressionData halves = new(SparseMatrix.FromDense(2, 2, [1, 0.5, 2, 1]), [0, 1]);
        RegressionData alike = new(SparseMatrix.FromDense(2, 2, [1, 3, 2, 1]), [1, 1]);
        RegressionData targets = new(SparseMatrix.FromDense(2, 2, [1, 3, 2, 1]), [1, 1.5]);
        Refuses(() => new MedLdaData(halves), "a value of 0.5 for word 2");
        Refuses(() => new MedLdaData(alike), "at least two classes");
        Refuses(() => new MedLdaData(targets), "whole numbers");
        Refuses(
            () => new MedLdaProgram(MedLdaCase.Tiny, MedLdaCase.Options with { Ell = 0 }, new Seed(1)), "ell 0");
        Refuses(
            () => new MedLdaProgram(MedLdaCase.Tiny, MedLdaCase.Options with { Topics = 0 }, new Seed(1)), "topics 0");

        static void Refuses(Func<object> make, string says) =>
            Assert.Contains(says, Assert.Throws<PlanException>(make).Message);
    }

    [Fact]
    public void GeneratedLabels_AreThoseOfTheLargestTopics()
    {
        DocumentsOptions options = new() { Documents = 40, Words = 30, Topics = 5, Length = 20 };
        RegressionData rows = LabelledDocumentsGenerator.Generate(options, classes: 2, new Seed(6));
        DocumentsProblem problem = DocumentsGenerator.Generate(options, new Seed(6));
        for (int document = 0; document < 40; document++)
        {
            double[] theta = [.. problem.DocumentTopics.Skip(5 * document).Take(5)];
            Assert.Equal(theta[1] + theta[3] > theta[0] + theta[2] + theta[4] ? 1 : 0, rows.Labels[document]);
        }

        Assert.Equal(problem.Documents.Times.ToArray().Select(times => (double)times), rows.Features.Values.ToArray());
    }

    private static JobResult Run(
        ConsistencyPolicy policy, IStragglerModel stragglers, Action<Model, Evaluation>? watch = null)
    {
        MedLdaProgram program = new(Train, MedLdaCase.Options, new Seed(2));
        return LassoCase.Run(
            MedLdaCase.Plan(new WrappedProgram(program, evaluated: watch), 4, 25, policy), stragglers);
    }

    private static double AccuracyOnTheRest(Model model)
    {
        MedLdaModel learnt = new(model, MedLdaCase.Options);
        Documents documents = MedLdaData.CountsOf(All);
        int right = 0;
        for (int document = Trained; document < documents.Count; document++)
        {
            (int found, _) = learnt.Classify(documents.WordsOf(document), documents.CountsOf(document));
            right += Train.Classes[found] == All.Labels[document] ? 1 : 0;
        }

        return (double)right / (documents.Count - Trained);
    }

    private static double MetricOf(JobResult result, string name) =>
        result.Evaluation!.Metrics.Single(metric => metric.Name == name).Value;
}
