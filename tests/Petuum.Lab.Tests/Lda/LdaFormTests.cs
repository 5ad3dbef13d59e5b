using Petuum.Lab.Apps.Lda;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Tests.Lasso;

namespace Petuum.Lab.Tests.Lda;

/// <summary>What holds of every form, with stale counts and stragglers.</summary>
public sealed class LdaFormTests
{
    private static readonly Lazy<double> Reference = new(() => LogLikelihood(LdaForm.Rotation, 1, 0, clocks: 150));

    /// <summary>0.5 % below the reference.</summary>
    private static double Least => Reference.Value * 1.005;

    public static TheoryData<LdaForm> Forms => LdaCase.Forms;

    [Theory]
    [MemberData(nameof(Forms))]
    public void Counts_AreConservedAfterEveryClock(LdaForm form)
    {
        Documents documents = LdaCase.Planted.Documents;
        int[] ofWord = new int[documents.Words];
        for (int entry = 0; entry < documents.Entries; entry++)
        {
            ofWord[documents.Word[entry]] += documents.Times[entry];
        }

        foreach (int staleness in (int[])[0, 2, 8])
        {
            int looks = 0;
            WatchedLda program = new(new LdaProgram(documents, LdaCase.Options(form), new Seed(1)), Check);
            JobPlan plan = LdaCase.Plan(program, workers: 3, clocks: 12, new Ssp(staleness));
            JobResult result = LassoCase.Run(plan, LassoCase.Stragglers[1 + (staleness / 2 % 4)].Model);
            Assert.Equal((JobOutcome.Completed, 13), (result.Outcome, looks));
            CheckAssignments(documents, program, result.Model!);

            void Check(Model model)
            {
                looks++;
                int[][] rows = LdaCase.Words(model);
                Assert.Equal(ofWord, rows.Select(row => row.Sum()));
                Assert.All(rows, row => Assert.All(row, count => Assert.True(count >= 0)));
                Assert.Equal(
                    Enumerable.Range(0, 4).Select(topic => rows.Sum(row => row[topic])),
                    model.Dense<int>(LdaTables.Topics, 0).ToArray());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Likelihood_RisesToThatOfALongSingleRun_WithStaleCountsAndStragglers(LdaForm form)
    {
        foreach (int staleness in (int[])[0, 2, 8])
        {
            int epochs = (form == LdaForm.Delayed ? 180 : 90) + (20 * staleness);
            double reached = LogLikelihood(form, workers: 3, staleness, epochs * ClocksPerEpoch(form, 3));
            if (reached < Least)
            {
                // Chains have modes that they do not leave for long: two topics merged, one split.
                reached = LogLikelihood(form, workers: 3, staleness, epochs * ClocksPerEpoch(form, 3), seed: 2);
            }

            Assert.True(reached >= Least, $"{form}, s = {staleness}: {reached}, alone {Reference.Value}.");
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void PlantedTopics_AreFound(LdaForm form)
    {
        LdaProgram program = new(LdaCase.Planted.Documents, LdaCase.Options(form), new Seed(1));
        JobPlan plan = LdaCase.Plan(program, 2, 80 * ClocksPerEpoch(form, 2), new Bsp(), every: 1000);
        LdaModel model = new(LassoCase.Run(plan).Model!, 0.1, 0.1);
        for (int topic = 0; topic < 4; topic++)
        {
            double best = Enumerable.Range(0, 4).Max(found => Cosine(model, found, topic));
            Assert.True(best > 0.97, $"{form}: the best match of topic {topic} has cosine {best}.");
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Rounds_MayHaveSeveralUnits(LdaForm form)
    {
        if (LdaProgram.IsScheduled(form))
        {
            return;
        }

        WatchedLda program = new(
            new LdaProgram(LdaCase.Planted.Documents, LdaCase.Options(form), new Seed(1)), _ => { });
        JobPlan plan = LdaCase.Plan(program, 2, 7, new Bsp()) with { UnitsPerRound = 3 };
        CheckAssignments(LdaCase.Planted.Documents, program, LassoCase.Run(plan).Model!);
    }

    [Fact]
    public void FewerBlocksThanWorkers_AreRefusedInARotation()
    {
        LdaOptions options = LdaCase.Options(LdaForm.Rotation) with { Blocks = 2 };
        LdaProgram program = new(LdaCase.Planted.Documents, options, new Seed(1));
        Assert.Contains(
            "at least as many blocks",
            Assert.Throws<PlanException>(() => program.CreateScheduler(3, new Seed(1))).Remedy,
            StringComparison.Ordinal);
    }

    [Fact]
    public void WarmStart_BeginsWhereTheModelWas()
    {
        Documents documents = LdaCase.Planted.Documents;
        LdaOptions options = LdaCase.Options(LdaForm.Rotation);
        LdaProgram cold = new(documents, options, new Seed(1));
        JobResult first = LassoCase.Run(LdaCase.Plan(cold, 1, 60, new Bsp(), every: 60));
        LdaProgram warm = new(documents, options, new Seed(2), new LdaModel(first.Model!, 0.1, 0.1));
        JobResult second = LassoCase.Run(LdaCase.Plan(warm, 1, 1, new Bsp()));
        Assert.True(second.Evaluation!.Objective < first.Evaluation!.Objective * 1.03);
    }

    private static int ClocksPerEpoch(LdaForm form, int workers) =>
        LdaProgram.BlocksOf(LdaCase.Options(form), workers);

    /// <summary>The mean of the last twenty evaluations.</summary>
    private static double LogLikelihood(LdaForm form, int workers, int staleness, int clocks, ulong seed = 1)
    {
        LdaProgram inner = new(LdaCase.Planted.Documents, LdaCase.Options(form), new Seed(seed));
        Queue<double> last = [];
        WatchedLda program = new(inner, model =>
        {
            last.Enqueue(inner.LogLikelihood(model));
            if (last.Count > 20)
            {
                last.Dequeue();
            }
        });
        JobPlan plan = LdaCase.Plan(program, workers, clocks, new Ssp(staleness), every: 3);
        Assert.Equal(JobOutcome.Completed, LassoCase.Run(plan, LassoCase.Stragglers[1].Model).Outcome);
        return last.Average();
    }

    private static void CheckAssignments(Documents documents, WatchedLda program, Model model)
    {
        int[][] words = [.. Enumerable.Range(0, documents.Words).Select(_ => new int[4])];
        int[][] ofDocument = [.. Enumerable.Range(0, documents.Count).Select(_ => new int[4])];
        foreach ((int document, int word, int topic) in program.Topics)
        {
            words[word][topic]++;
            ofDocument[document][topic]++;
        }

        Assert.Equal(words, LdaCase.Words(model));
        Assert.Equal(
            Enumerable.Range(0, documents.Count).Select(documents.LengthOf), ofDocument.Select(row => row.Sum()));
        LogRising alpha = new(LdaCase.Alpha);
        double likelihood = ofDocument.Sum(row => row.Sum(count => alpha[count]));
        Assert.Equal(likelihood, model.Dense<double>(LdaTables.Likelihood, 0)[0], Math.Abs(likelihood) * 1e-9);
    }

    private static double Cosine(LdaModel model, int found, int planted)
    {
        (double product, double left, double right) = (0, 0, 0);
        for (int word = 0; word < model.Words; word++)
        {
            double x = model.Chance(found, word);
            double y = LdaCase.Planted.TopicWords[(planted * model.Words) + word];
            (product, left, right) = (product + (x * y), left + (x * x), right + (y * y));
        }

        return product / Math.Sqrt(left * right);
    }
}
