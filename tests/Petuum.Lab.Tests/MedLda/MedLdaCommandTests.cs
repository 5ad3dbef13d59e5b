using System.Text.Json;
using Petuum.Lab.Tests.Commands;

namespace Petuum.Lab.Tests.MedLda;

/// <summary><c>lab</c> from generated documents to labels of others.</summary>
public sealed class MedLdaCommandTests
{
    private const string Generate =
        "data generate labelled-documents --out d.libsvm --documents 90 --words 30 --topics 4 --classes 2 --length 30";

    private const string Train = "train medlda --data d.libsvm --topics 4 --epochs 20 --burn-in 8 --workers 2";

    [Fact]
    public async Task Labels_AreLearntAndPredicted()
    {
        using LabWorkspace workspace = new();
        Assert.Equal(0, (await workspace.RunAsync(Generate.Split(' '))).ExitCode);
        LabRun run = await workspace.RunAsync($"{Train} --split 60 --model m --json".Split(' '));
        Assert.Equal((0, ""), (run.ExitCode, run.ExitCode == 0 ? "" : run.Error));
        JsonElement json = run.Json();
        string[] names = ["objective", "logLikelihoodPerToken", "trainAccuracy", "testAccuracy", "tokensPerSecond"];
        Assert.All(names, name => Assert.Equal(JsonValueKind.Number, json.GetProperty(name).ValueKind));
        Assert.InRange(json.GetProperty("testAccuracy").GetDouble(), 0.75, 1);

        workspace.Write("new.libsvm", "0 1:2 3:1\n1 4:1 40:5\n");
        LabRun predicted = await workspace.RunAsync("predict --model m --data new.libsvm --out p.csv".Split(' '));
        Assert.Equal(0, predicted.ExitCode);
        Assert.Contains("5 tokens are of words that the model does not know", predicted.Error);
        string[] lines = File.ReadAllLines(workspace.Path("p.csv"));
        Assert.Equal((3, "label,score"), (lines.Length, lines[0]));
        Assert.All(lines[1..], line => Assert.Contains(line.Split(',')[0], new[] { "0", "1" }));
    }

    [Fact]
    public async Task Mistakes_ExitWith1_AndARemedy()
    {
        using LabWorkspace workspace = new();
        await workspace.RunAsync(Generate.Split(' '));
        await workspace.RunAsync($"{Train} --model m".Split(' '));
        workspace.Write("halves.libsvm", "0 1:0.5\n1 2:1\n");
        await Refuses($"{Train} --from m", "topics of tokens", "without --from");
        await Refuses(Train.Replace("d.libsvm", "halves.libsvm", StringComparison.Ordinal), "0.5", "whole numbers");
        await Refuses(Generate.Replace("--classes 2", "--classes 5", StringComparison.Ordinal), "--classes 5", "4");

        async Task Refuses(string command, string problem, string remedy)
        {
            LabRun run = await workspace.RunAsync(command.Split(' '));
            Assert.Equal(1, run.ExitCode);
            Assert.Contains(problem, run.Error);
            Assert.Contains(remedy, run.Error);
        }
    }
}
