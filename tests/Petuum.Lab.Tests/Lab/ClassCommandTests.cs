using System.Text.Json;

namespace Petuum.Lab.Tests.Commands;

/// <summary><c>lab train</c> and <c>lab predict</c> for programs that learn classes.</summary>
public sealed class ClassCommandTests
{
    private const string Digits = "datasets/samples/mnist-500-images-idx3-ubyte.gz";
    private const string Labels = "datasets/samples/mnist-500-labels-idx1-ubyte.gz";

    [Theory]
    [InlineData("mlr", "")]
    [InlineData("mlr", " --form factors --sync-every 4 --workers 2")]
    [InlineData("dnn", " --hidden [20] --activation sigmoid --step 0.2")]
    [InlineData("dnn", " --hidden [20] --convolutions [{\"filters\":4,\"size\":5,\"pool\":4}] --batch 64")]
    [InlineData("forest", " --trees 30 --depth 8 --features 40 --share 0.9 --leaf-min 2 --batch 7 --staleness 2")]
    public async Task Split_TestsOnTheOtherRows_AndPredictGivesTheProgramsOwnAccuracy(string program, string options)
    {
        using LabWorkspace workspace = TrainCommandTests.Workspace();
        LabRun trained = await workspace.RunAsync(
            $"train {program} --data {Digits} --labels {Labels} --split 400 --model out --json{options}".Split(' '));
        Assert.Equal(0, trained.ExitCode);
        JsonElement json = trained.Json();
        double train = json.GetProperty("trainAccuracy").GetDouble();
        double test = json.GetProperty("testAccuracy").GetDouble();
        Assert.InRange(test, 0.6, 1);
        Assert.InRange(json.GetProperty("objective").GetDouble(), 0, 1.5);
        LabRun run = await workspace.RunAsync($"predict --model out --data {Digits} --out p.csv --json".Split(' '));
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(((4 * train) + test) / 5, run.Json().GetProperty("accuracy").GetDouble(), 1e-9);
        string[] lines = File.ReadAllLines(workspace.Path("p.csv"));
        Assert.Equal((501, "label,probability"), (lines.Length, lines[0]));
    }

    [Theory]
    [InlineData("mlr", "--form factors")]
    [InlineData("mlr", "")]
    [InlineData("dnn", "--hidden [9]")]
    public async Task Training_GoesOnFromAModel(string program, string options)
    {
        using LabWorkspace workspace = TrainCommandTests.Workspace();
        async Task<double> Objective(string rest)
        {
            string line = $"train {program} --data {Digits} --epochs 2 --model out --json {rest}";
            LabRun run = await workspace.RunAsync(line.Trim().Split(' '));
            Assert.Equal(0, run.ExitCode);
            return run.Json().GetProperty("objective").GetDouble();
        }

        double first = await Objective(options);
        Assert.True(await Objective("--from out") < first);
    }

    [Theory]
    [InlineData("mlr --split 500", "none of which is left to test on after 500")]
    [InlineData("mlr --form factors --set apply=arrival --staleness 1", "use apply mode 'clocked', or form matrix")]
    [InlineData(
        "mlr --form factors --set consistency.policy=asp",
        "use bsp, ssp or essp, or form matrix")]
    [InlineData("mlr --sync-every 3", "'sync-every' means nothing")]
    [InlineData("dnn --hidden [0]", "write a whole number")]
    [InlineData("dnn --image [28,28]", "write [height, width, channels]")]
    [InlineData(
        "dnn --image [28,29,1] --convolutions [{\"filters\":4,\"size\":5}]", "give the height, width and channels")]
    [InlineData("dnn --convolutions [{\"filters\":4,\"size\":29}]", "use smaller filters or windows")]
    [InlineData("forest --trees 0", "write a whole number")]
    [InlineData("forest --share 1.5", "'program.share' is '1.5'")]
    public async Task Mistakes_AreToldWithARemedy(string options, string said)
    {
        using LabWorkspace workspace = TrainCommandTests.Workspace();
        LabRun run = await workspace.RunAsync($"train {options} --data {Digits}".Split(' '));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(" at Petuum", run.Error, StringComparison.Ordinal);
    }
}
