using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Petuum.Lab.Tests.Commands;

public sealed class MfFormTests
{
    private const string Ratings = "datasets/samples/ratings.data";
    private const string Counts = "counts.data";
    private const string Held = "held.data";

    [Theory]
    [InlineData("ccd", Ratings, Ratings, "user,item,rating", "testRmse", 0.3)]
    [InlineData("ccd --passes 2 --blocks 4", Ratings, Ratings, "user,item,rating", "testRmse", 0.3)]
    [InlineData("als --alpha 5 --rank 4", Counts, Held, "user,item,preference", "testRank", 0.2)]
    public async Task Forms_AreTrained_AndPredict(
        string form, string data, string test, string columns, string metric, double most)
    {
        using LabWorkspace workspace = TrainCommandTests.Workspace();
        workspace.Write(Counts, OfTwoTastes(isHeld: false));
        workspace.Write(Held, OfTwoTastes(isHeld: true));
        LabRun trained = await workspace.RunAsync(
            $"train mf --form {form} --data {data} --test {test} --model m --json --seed 7".Split(' '));
        Assert.True(trained.ExitCode == 0, trained.Error);
        JsonElement json = trained.Json();
        Assert.True(json.GetProperty("converged").GetBoolean());
        Assert.InRange(json.GetProperty(metric).GetDouble(), 0, most);
        LabRun predicted = await workspace.RunAsync(
            "predict", "--model", "m", "--data", data, "--out", "p.csv", "--json");
        Assert.True(predicted.ExitCode == 0, predicted.Error);
        string[] lines = await File.ReadAllLinesAsync(workspace.Path("p.csv"));
        Assert.Equal(columns, lines[0]);
    }

    [Theory]
    [InlineData("ccd --staleness 2", Ratings)]
    [InlineData("als --alpha 5 --rank 4", Counts)]
    [InlineData("data-parallel --step-rule ada-revision --share 0.5 --staleness 1", Ratings)]
    public async Task Forms_GoOnFromAModel_FromWhereItWas(string form, string data)
    {
        using LabWorkspace workspace = TrainCommandTests.Workspace();
        workspace.Write(Counts, OfTwoTastes(isHeld: false));
        LabRun first = await workspace.RunAsync(
            $"train mf --form {form} --data {data} --epochs 12 --model m --json --seed 7".Split(' '));
        Assert.True(first.ExitCode == 0, first.Error);
        LabRun second = await workspace.RunAsync(
            $"train mf --data {data} --from m --epochs 2 --model n --json --seed 8".Split(' '));
        Assert.True(second.ExitCode == 0, second.Error);
        double before = first.Json().GetProperty("objective").GetDouble();
        Assert.InRange(second.Json().GetProperty("objective").GetDouble(), 0, 1.02 * before);
    }

    [Theory]
    [InlineData("ccd", "step: 0.1", "'step'", "data-parallel or rotation")]
    [InlineData("ccd", "chunks: 2", "'chunks'", "rotation")]
    [InlineData("rotation", "step: 1, passes: 2", "'passes'", "ccd")]
    [InlineData("als", "blocks: 2", "'blocks'", "rotation or ccd")]
    [InlineData("ccd", "alpha: 2", "'alpha'", "als")]
    [InlineData("als", "lambda: 0", "λ = 0", "use λ > 0")]
    public async Task KeysOfOtherForms_AreRefused_WithARemedy(string form, string keys, string problem, string remedy)
    {
        using LabWorkspace workspace = TrainCommandTests.Workspace();
        string lambda = keys.StartsWith("lambda", StringComparison.Ordinal) ? "" : "lambda: 0.1, ";
        workspace.Write("s.yaml", LabWorkspace.Small.Replace(
            "{name: mf, rank: 3, lambda: 0.02, step: 0.02, share: 0.5}",
            $"{{name: mf, form: {form}, rank: 2, {lambda}{keys}}}",
            StringComparison.Ordinal));
        LabRun run = await workspace.RunAsync("run", "s.yaml");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
        Assert.Contains(remedy, run.Error, StringComparison.Ordinal);
    }

    /// <summary>Even users take even items, odd ones odd items; of three in four a fifth is held out.</summary>
    private static string OfTwoTastes(bool isHeld)
    {
        StringBuilder text = new();
        for (int user = 0; user < 40; user++)
        {
            for (int item = user % 2; item < 30; item += 2)
            {
                int place = (7 * user) + (3 * item);
                if (place % 4 < 3 && (place % 5 == 0) == isHeld)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{user}\t{item}\t{1 + (user % 3)}\t0\n");
                }
            }
        }

        return text.ToString();
    }
}
