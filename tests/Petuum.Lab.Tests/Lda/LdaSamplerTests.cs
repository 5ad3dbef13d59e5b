using Petuum.Lab.Apps.Lda;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Testing;

namespace Petuum.Lab.Tests.Lda;

/// <summary>Draws against their distributions; seeds are fixed, so nothing here is left to chance.</summary>
public sealed class LdaSamplerTests
{
    private const int Draws = 200_000;

    [Fact]
    public void AliasTable_DrawsInProportionToItsWeights()
    {
        LdaChance chance = new(new Seed(1).CreateGenerator());
        AliasTable table = new(new AliasScratch(6));
        foreach (float[] weights in (float[][])[[1], [0, 1], [3, 1, 0, 5, 0.25f, 2], [1, 1, 1, 1], [1e-6f, 1, 1e-6f]])
        {
            table.Build(weights);
            int[] seen = new int[weights.Length];
            for (int draw = 0; draw < Draws; draw++)
            {
                seen[table.Draw(ref chance)]++;
            }

            RequireProportional(seen, [.. weights.Select(weight => (double)weight)]);
        }
    }

    [Theory]
    [InlineData(LdaForm.Rotation, 1)]
    [InlineData(LdaForm.Light, 40)]
    public void Draw_HasTheExactConditional(LdaForm form, int steps)
    {
        LdaOptions options = new() { Topics = 5, Form = form, MhSteps = steps };
        IBlockSampler sampler = form == LdaForm.Light ? new LightSampler(options) : new GibbsSampler(options);
        BlockCounts counts = new(options, 3, 3);
        counts.Load([4, 1, 0, 0, 2, 1, 6, 0, 3, 0, 0, 2, 9, 0, 1], [5, 9, 9, 3, 3]);
        ushort[] topics = [0, 0, 1, 4, 2, 0];
        foreach (ushort topic in topics)
        {
            counts.Document[topic]++;
        }

        sampler.Begin(counts, 3);
        double[] exact =
        [
            .. Enumerable.Range(0, 5).Select(topic =>
            {
                int own = topic == topics[0] ? 1 : 0;
                return (counts.Document[topic] - own + 0.1) * (counts.Words[topic] - own + 0.1)
                    / (counts.Summary[topic] - own);
            }),
        ];
        LdaChance chance = new(new Seed(2).CreateGenerator());
        int[] seen = new int[5];
        for (int draw = 0; draw < Draws; draw++)
        {
            seen[sampler.Draw(counts, 0, topics, 0, ref chance)]++;
        }

        RequireProportional(seen, exact);
    }

    /// <summary>
    /// All 2⁷ assignments of a corpus of 7 tokens are weighed by the joint likelihood. Delayed counts make a chain that
    /// is a little off; nowhere more than where a single move changes most counts, as here.
    /// </summary>
    [Theory]
    [InlineData(LdaForm.Rotation, 0.01)]
    [InlineData(LdaForm.Light, 0.01)]
    [InlineData(LdaForm.Sparse, 0.01)]
    [InlineData(LdaForm.Delayed, 0.08)]
    public void Chain_HasThePosterior(LdaForm form, double tolerance)
    {
        Documents documents = new(3, [0, 2, 4], [0, 1, 1, 2], [2, 1, 1, 3]);
        LdaOptions options = new() { Topics = 2, Form = form, Alpha = 0.5, Beta = 0.5, MhSteps = 2 };
        LdaProgram program = new(documents, options, new Seed(1));
        IWorkerProgram worker = program.CreateWorker(new WorkerId(0), 1, new Seed(4));
        ProgramProbe probe = new(program.Tables);
        int[] block = form == LdaForm.Rotation ? [0] : [];
        const int Rounds = 40_000;
        double together = 0;
        for (int round = 0; round < Rounds; round++)
        {
            probe.Push(worker, new WorkUnit(round, 0, block));
            int[] topics = [.. Topics(worker).OrderBy(t => t.Document).ThenBy(t => t.Word).Select(t => t.Topic)];
            together += Statistic(topics);
        }

        Assert.Equal(Exact(), together / Rounds, tolerance);

        double Exact()
        {
            (double all, double sum) = (0, 0);
            for (int bits = 0; bits < 128; bits++)
            {
                int[] topics = [.. Enumerable.Range(0, 7).Select(token => (bits >> token) & 1)];
                double weight = Math.Exp(JointLogLikelihood(documents, options, topics));
                (all, sum) = (all + weight, sum + (weight * Statistic(topics)));
            }

            return sum / all;
        }
    }

    [Fact]
    public void LogLikelihood_IsTheStandardJointFormula()
    {
        Documents documents = LdaCase.Generate(documents: 9, words: 7, topics: 3, length: 12, seed: 5).Documents;
        LdaOptions options = LdaCase.Options(LdaForm.Rotation, topics: 3);
        LdaProgram program = new(documents, options, new Seed(1));
        IWorkerProgram worker = program.CreateWorker(new WorkerId(0), 1, new Seed(4));
        ProgramProbe probe = new(program.Tables);
        probe.Push(worker, new WorkUnit(0, 0, new[] { 0 }));
        int[] topics = [.. Topics(worker).OrderBy(t => t.Document).ThenBy(t => t.Word).Select(t => t.Topic)];
        Assert.Equal(
            JointLogLikelihood(documents, options, topics), program.LogLikelihood(probe.ToModel()), 1e-8);
    }

    [Fact]
    public void LogGamma_IsThatOfFactorialsAndOfOneHalf()
    {
        double sum = 0;
        for (int n = 1; n < 300; n++)
        {
            Assert.Equal(sum, DeterministicMath.LogGamma(n), 1e-13 * Math.Max(1, sum));
            sum += Math.Log(n);
        }

        Assert.Equal(0.5 * Math.Log(Math.PI), DeterministicMath.LogGamma(0.5), 1e-14);
        LogRising rising = new(0.3);
        Assert.Equal(rising[4095] + Math.Log(4095.3), rising[4096], 1e-8);
    }

    /// <summary>Whether the first two tokens, and the first and the last, have the same topic.</summary>
    private static double Statistic(int[] topics) =>
        (topics[0] == topics[1] ? 0.6 : 0) + (topics[0] == topics[^1] ? 0.4 : 0);

    private static IEnumerable<(int Document, int Word, int Topic)> Topics(IWorkerProgram worker) =>
        ((ITopicsOfTokens)worker).Topics;

    /// <summary>Token by token by the chain rule: Pólya's urns of documents and of topics.</summary>
    private static double JointLogLikelihood(Documents documents, LdaOptions options, int[] topics)
    {
        (double alpha, double beta, int k, int v) = (options.Alpha, options.Beta, options.Topics, documents.Words);
        double[] ofWord = new double[v * k];
        double[] all = new double[k];
        double sum = 0;
        int token = 0;
        for (int document = 0; document < documents.Count; document++)
        {
            double[] own = new double[k];
            int before = 0;
            for (int entry = documents.Offsets[document]; entry < documents.Offsets[document + 1]; entry++)
            {
                for (int times = documents.Times[entry]; times > 0; times--)
                {
                    int topic = topics[token++];
                    int cell = (documents.Word[entry] * k) + topic;
                    sum += Math.Log((own[topic]++ + alpha) / (before++ + (k * alpha)));
                    sum += Math.Log((ofWord[cell]++ + beta) / (all[topic]++ + (v * beta)));
                }
            }
        }

        return sum;
    }

    /// <summary>Pearson's χ² below its mean plus five standard deviations.</summary>
    private static void RequireProportional(int[] seen, double[] weights)
    {
        double scale = seen.Sum() / weights.Sum();
        double distance = 0;
        int cells = 0;
        for (int index = 0; index < seen.Length; index++)
        {
            double expected = weights[index] * scale;
            if (expected < 5)
            {
                Assert.InRange(seen[index], 0, 25);
                continue;
            }

            distance += (seen[index] - expected) * (seen[index] - expected) / expected;
            cells++;
        }

        Assert.True(distance <= cells + (5 * Math.Sqrt(2 * cells)), $"χ² = {distance} over {cells} cells.");
    }
}
