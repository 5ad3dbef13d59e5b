using System.Text.Json;
using Petuum.Lab.Apps.Lda;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Tests.Commands;
using Petuum.Lab.Tests.Lasso;

namespace Petuum.Lab.Tests.Lda;

public sealed class LdaModelTests
{
    private const string Sample = "datasets/samples/20news-300.docword.txt";
    private const string Vocabulary = "datasets/samples/20news-300.vocab.txt";

    [Fact]
    public void Perplexity_IsThatOfCompletionTokenByToken()
    {
        LdaModel model = Learn();
        Documents held = LdaCase.Generate(documents: 20, words: 100, topics: 4, length: 15, seed: 8).Documents;
        (double score, int scored) = (0, 0);
        for (int document = 0; document < held.Count; document++)
        {
            int[] tokens = [.. Expand(held, document)];
            double[] theta = [.. Enumerable.Repeat(0.25, 4)];
            int[] seen = [.. tokens.Where((_, place) => place % 2 == 0)];
            for (int step = 0; step < 100; step++)
            {
                double[] next = [.. Enumerable.Repeat(0.1, 4)];
                foreach (int word in seen)
                {
                    double sum = Enumerable.Range(0, 4).Sum(k => theta[k] * model.Chance(k, word));
                    for (int k = 0; k < 4; k++)
                    {
                        next[k] += theta[k] * model.Chance(k, word) / sum;
                    }
                }

                theta = [.. next.Select(value => value / (seen.Length + 0.4))];
            }

            foreach (int word in tokens.Where((_, place) => place % 2 == 1))
            {
                score += Math.Log(Enumerable.Range(0, 4).Sum(k => theta[k] * model.Chance(k, word)));
                scored++;
            }
        }

        double expected = Math.Exp(-score / scored);
        Assert.Equal(expected, model.Perplexity(held), expected * 1e-4);
    }

    [Fact]
    public void TopWords_AreThoseOfTheLargestChances()
    {
        LdaModel model = Learn();
        for (int topic = 0; topic < model.Topics; topic++)
        {
            IEnumerable<int> expected = Enumerable.Range(0, model.Words)
                .OrderByDescending(word => model.Chance(topic, word)).ThenBy(word => word).Take(7);
            Assert.Equal(expected, model.TopWords(topic, 7));
        }
    }

    [Theory]
    [InlineData("delayed")]
    [InlineData("rotation")]
    [InlineData("light")]
    [InlineData("sparse")]
    public async Task TrainAndPredict_SayHowGoodTheTopicsAre(string form)
    {
        using LabWorkspace workspace = TrainCommandTests.Workspace();
        LabRun run = await workspace.RunAsync(
            "train", "lda", "--data", Sample, "--vocab", Vocabulary, "--topics", "8", "--form", form, "--epochs", "12",
            "--heldout", Sample, "--model", "out", "--json");
        Assert.Equal((0, 0), (run.ExitCode, run.Json().GetProperty("exitCode").GetInt32()));
        JsonElement json = run.Json();
        Assert.InRange(json.GetProperty("logLikelihoodPerToken").GetDouble(), -9, -5);
        Assert.True(json.GetProperty("tokensPerSecond").GetDouble() > 0);
        double perplexity = json.GetProperty("heldoutPerplexity").GetDouble();
        Assert.InRange(perplexity, 100, 2000);
        Assert.Equal(12, json.GetProperty("epochs").GetDouble());
        Assert.Equal(8, run.Out.Split('\n').Count(line => line.StartsWith("topic ", StringComparison.Ordinal)));
        Assert.Equal(1 + (8 * 50), File.ReadLines(workspace.Path("out/topics.csv")).Count());

        LabRun predicted = await workspace.RunAsync(
            $"predict --model out --data {Sample} --out theta.csv --json".Split(' '));
        Assert.Equal((0, ""), (predicted.ExitCode, predicted.Error));
        Assert.Equal(perplexity, predicted.Json().GetProperty("perplexity").GetDouble());
        string[] lines = File.ReadAllLines(workspace.Path("theta.csv"));
        Assert.Equal(301, lines.Length);
        Assert.Equal(1, lines[1].Split(',').Skip(1).Sum(double.Parse), 1e-4);
    }

    [Fact]
    public async Task Train_GoesOnFromAModel_OfTheSameTopicsAndWords()
    {
        using LabWorkspace workspace = TrainCommandTests.Workspace();
        string train = $"train lda --data {Sample} --json";
        LabRun first = await workspace.RunAsync($"{train} --topics 6 --epochs 20 --model one".Split(' '));
        LabRun next = await workspace.RunAsync($"{train} --from one --epochs 1".Split(' '));
        Assert.Equal((0, 0), (first.ExitCode, next.ExitCode));
        double before = first.Json().GetProperty("objective").GetDouble();
        Assert.InRange(next.Json().GetProperty("objective").GetDouble(), before * 0.9, before * 1.05);
        LabRun other = await workspace.RunAsync($"{train} --from one --topics 7 --epochs 1".Split(' '));
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("it has 6 topics, not 7", other.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<int> Expand(Documents documents, int document)
    {
        for (int entry = documents.Offsets[document]; entry < documents.Offsets[document + 1]; entry++)
        {
            for (int times = documents.Times[entry]; times > 0; times--)
            {
                yield return documents.Word[entry];
            }
        }
    }

    private static LdaModel Learn()
    {
        LdaProgram program = new(LdaCase.Planted.Documents, LdaCase.Options(LdaForm.Delayed), new Seed(1));
        Model model = LassoCase.Run(LdaCase.Plan(program, 2, 20, new Bsp(), every: 20)).Model!;
        return new LdaModel(model, 0.1, 0.1);
    }
}
