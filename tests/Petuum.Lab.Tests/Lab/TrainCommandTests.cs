using System.Text.Json;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Runs.Models;
using Petuum.Lab.Runs.Training;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Tests.Commands;

/// <summary><c>lab train</c>: the same programs, tables and policies as in any run, and a model at the end.</summary>
public sealed class TrainCommandTests
{
    private const string Ratings = "datasets/samples/ratings.data";
    private const string Rows = "datasets/samples/lasso.libsvm";
    private const string Digits = "datasets/samples/mnist-500-images-idx3-ubyte.gz";
    private const string Classes = "datasets/samples/a9a-1000.libsvm";

    [Theory]
    [InlineData("lasso", Rows, "prediction", new[] { "gap", "nonzeros", "trainRmse", "testRmse" })]
    [InlineData("logistic", Classes, "prediction", new[] { "gap", "nonzeros", "trainAccuracy", "testAccuracy" })]
    [InlineData("svm", Classes, "weights", new[] { "gap", "primal", "dual", "trainAccuracy", "testAccuracy" })]
    [InlineData("mf", Ratings, "users", new[] { "trainRmse", "testRmse" })]
    [InlineData("mlr", Digits, "weights", new[] { "trainAccuracy", "testAccuracy" })]
    [InlineData("dnn", Digits, "weights1", new[] { "trainAccuracy", "testAccuracy" })]
    [InlineData("forest", Digits, "trees", new[] { "trees", "outOfBagAccuracy", "trainAccuracy", "testAccuracy" })]
    [InlineData(
        "kmeans", Rows, "centres",
        new[] { "usedClusters", "gap", "trainMeanSquaredDistance", "testMeanSquaredDistance" })]
    [InlineData(
        "dml", Classes, "metric", new[] { "pairAuc", "knnAccuracy", "euclideanKnnAccuracy", "objective", "objective" })]
    [InlineData(
        "nmf", Classes, "parts", new[] { "density", "gap", "trainRelativeError", "testRelativeError" })]
    [InlineData(
        "sparse-coding", Rows, "dictionary", new[] { "density", "gap", "trainRelativeError", "testRelativeError" })]
    public async Task Train_SavesAModel_AndSaysHowItWent(string program, string data, string table, string[] metrics)
    {
        using LabWorkspace workspace = Workspace();
        LabRun run = await workspace.RunAsync(
            "train", program, "--data", data, "--test", data, "--model", "out", "--json", "--seed", "7");
        Assert.Equal(0, run.ExitCode);
        JsonElement json = run.Json();
        Assert.Equal(program, json.GetProperty("program").GetString());
        Assert.Equal("threads", json.GetProperty("runtime").GetString());
        Assert.True(json.GetProperty("converged").GetBoolean());
        string[] numbers = ["workers", "staleness", "clocks", "seconds", "loadSeconds", "objective", .. metrics];
        Assert.All(numbers, name => Assert.Equal(JsonValueKind.Number, json.GetProperty(name).ValueKind));
        Assert.Equal(json.GetProperty(metrics[^2]).GetDouble(), json.GetProperty(metrics[^1]).GetDouble(), 1e-9);
        SavedModel saved = ModelFolder.Load(workspace.Path("out"));
        ModelHeader header = ModelHeaders.Read(saved.IndexPath);
        Assert.Equal((program, "7", table), (header.Program, header.Seed, saved.Model.Tables[0].Name));
        Assert.Equal(json.GetProperty("objective").GetDouble(), header.Objective);
        Assert.Contains("clock 0/", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lasso", Rows, new[] { 0 }, new[] { 0, 1 })]
    [InlineData("logistic", Classes, new[] { 0 }, new[] { 0, 1 })]
    [InlineData("mf", Ratings, new[] { 0, 1 }, new[] { 0, 1 })]
    [InlineData("mlr", Digits, new[] { 0 }, new[] { 0 })]
    [InlineData("dnn", Digits, new[] { 0, 1, 2, 3 }, new[] { 0, 1, 2, 3 })]
    [InlineData("forest", Digits, new int[0], new[] { 0, 1 })]
    [InlineData("kmeans", Rows, new[] { 0 }, new[] { 0 })]
    [InlineData("dml", Classes, new[] { 0 }, new[] { 0 })]
    [InlineData("nmf", Classes, new[] { 0, 1 }, new[] { 0, 1 })]
    [InlineData("sparse-coding", Rows, new[] { 0, 1 }, new[] { 0, 1 })]
    public async Task Train_ReadsAndChangesTheTables_InClocksThatEveryWorkerCompletes(
        string program, string data, int[] read, int[] changed)
    {
        using LabWorkspace workspace = Workspace();
        Watcher watcher = new();
        TrainingResult trained = await TrainingRun.RunAsync(
            Request(program, workspace.Path(data)), (_, _, _, _) => { }, CancellationToken.None, watcher);
        int clocks = trained.Run.Spec.Stop.Clocks;
        Assert.Equal((JobOutcome.Completed, clocks), (trained.Result.Outcome, trained.Result.Clock));
        Assert.All(read, table => Assert.True(watcher.Reads[table] > 0));
        Assert.All(changed, table => Assert.True(watcher.Changes[table] > 0));
        Assert.Equal(3, watcher.Rounds.Count);
        Assert.All(watcher.Rounds.Values, rounds => Assert.Equal(clocks, rounds));
    }

    [Theory]
    [InlineData("lasso", Rows, "--epochs 3 --workers 2 --seed 5")]
    [InlineData("lasso", Rows, "--form rows --epochs 2 --workers 3 --seed 5 --set cluster.shards=2 --standardize")]
    [InlineData("mf", Ratings, "--epochs 2 --workers 2 --seed 18446744073709551615 --rank 3")]
    [InlineData("mlr", Digits, "--epochs 2 --workers 3 --split 400")]
    [InlineData("mlr", Digits, "--epochs 2 --workers 3 --split 400 --form factors --sync-every 3 --batch 64")]
    [InlineData("dnn", Digits, "--epochs 2 --workers 2 --split 400 --hidden [12,7] --activation tanh")]
    [InlineData("forest", Digits, "--workers 3 --split 400 --trees 8 --batch 3 --depth 5")]
    [InlineData("svm", Classes, "--epochs 4 --workers 2 --seed 5 --cost 1 --share 0.3")]
    [InlineData("kmeans", Rows, "--epochs 2 --workers 2 --seed 5 --clusters 3")]
    public async Task Model_IsThatOfLabRun_OnEveryRuntime(string program, string data, string options)
    {
        using LabWorkspace workspace = Workspace();
        string train = $"train {program} --data {data} {options}";
        Assert.Equal(0, (await workspace.RunAsync($"{train} --model threads".Split(' '))).ExitCode);
        Assert.Equal(
            0, (await workspace.RunAsync($"{train} --runtime simulated --model simulated".Split(' '))).ExitCode);
        Assert.Equal(workspace.Snapshot("threads"), workspace.Snapshot("simulated"));

        workspace.Write("same.yaml", ModelHeaders.Read(workspace.Path("threads/model.json")).Spec);
        Assert.Equal(0, (await workspace.RunAsync("run", "same.yaml")).ExitCode);
        string run = Assert.Single(workspace.RunFolders($"results/train-{program}"));
        Assert.Equal(workspace.Snapshot("threads"), workspace.Snapshot(Path.Combine(run, "model")));
    }

    [Theory]
    [InlineData("lasso", Rows, "--tolerance 1e-6", 5)]
    [InlineData("logistic", Classes, "--tolerance 1e-5 --workers 1", 5)]
    [InlineData("lasso", Rows, "--form rows --tolerance 1e-6 --standardize --workers 3", 0)]
    public async Task WarmStart_ConvergesAtOnce_FromTheOptimum(
        string program, string data, string options, int clocks)
    {
        using LabWorkspace workspace = Workspace();
        LabRun cold = await workspace.RunAsync(
            $"train {program} --data {data} {options} --model first --json".Split(' '));
        LabRun warm = await workspace.RunAsync(
            $"train {program} --data {data} {options} --from first --model second --json".Split(' '));
        Assert.Equal((0, 0), (cold.ExitCode, warm.ExitCode));
        Assert.True(cold.Json().GetProperty("clocks").GetInt32() > clocks);
        Assert.InRange(warm.Json().GetProperty("clocks").GetInt32(), 0, clocks);
        double optimum = cold.Json().GetProperty("objective").GetDouble();
        Assert.Equal(optimum, warm.Json().GetProperty("objective").GetDouble(), optimum * 1e-9);
    }

    [Fact]
    public async Task Pairs_ComeFromFilesThatAreGiven_AndOfBothKinds()
    {
        using LabWorkspace workspace = Workspace();
        workspace.Write("near.txt", "0 1\n1 2\n2 0\n");
        workspace.Write("far.txt", "0 3\n4 5\n");
        string train = $"train dml --data {Rows} --rank 2 --epochs 3 --similar near.txt";
        LabRun both = await workspace.RunAsync($"{train} --dissimilar far.txt --workers 3 --json".Split(' '));
        Assert.Equal((0, ""), (both.ExitCode, both.ExitCode == 0 ? "" : both.Error));
        LabRun drawn = await workspace.RunAsync($"{train} --dissimilar far.txt --draw neighbours".Split(' '));
        Assert.Equal(1, drawn.ExitCode);
        Assert.Contains("leave out draw, or the files", drawn.Error, StringComparison.Ordinal);
        LabRun one = await workspace.RunAsync(train.Split(' '));
        Assert.Equal(1, one.ExitCode);
        Assert.Contains("give both 'similar' and 'dissimilar'", one.Error, StringComparison.Ordinal);
        workspace.Write("far.txt", "0 3\n4 5000000\n");
        LabRun wrong = await workspace.RunAsync($"{train} --dissimilar far.txt".Split(' '));
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("far.txt:2", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WarmLasso_StaysAtTheOptimum_WhenItGoesOnFromThere()
    {
        using LabWorkspace workspace = Workspace();
        LabRun cold = await workspace.RunAsync(
            $"train lasso --form rows --data {Rows} --tolerance 1e-9 --model first --json".Split(' '));
        double optimum = cold.Json().GetProperty("objective").GetDouble();
        List<double> objectives = [];
        TrainingRequest request = Request("lasso", workspace.Path(Rows)) with
        {
            From = workspace.Path("first"),
            Settings = [new SpecOverride("evaluate-every", "1", "")],
        };
        await TrainingRun.RunAsync(
            request, (_, _, evaluation, _) => objectives.Add(evaluation.Objective), CancellationToken.None);
        Assert.Equal(51, objectives.Count);
        Assert.All(objectives, objective => Assert.Equal(optimum, objective, optimum * 1e-12));
    }

    [Fact]
    public async Task WarmLasso_NeverRises_WhenOneCoefficientIsUpdatedAtATime()
    {
        using LabWorkspace workspace = Workspace();
        await workspace.RunAsync(
            $"train lasso --form rows --data {Rows} --lambda 20 --epochs 2 --model half".Split(' '));
        List<double> objectives = [];
        TrainingRequest request = Request("lasso", workspace.Path(Rows)) with
        {
            From = workspace.Path("half"),
            Staleness = 0,
            Settings =
            [
                new SpecOverride("evaluate-every", "1", ""),
                new SpecOverride("program.parallelism", "1", ""),
                new SpecOverride("program.schedule", "{policy: round-robin}", ""),
            ],
        };
        await TrainingRun.RunAsync(
            request, (_, _, evaluation, _) => objectives.Add(evaluation.Objective), CancellationToken.None);
        Assert.Equal(401, objectives.Count);
        Assert.True(objectives[^1] < objectives[0]);
        Assert.All(
            objectives.Zip(objectives.Skip(1)),
            pair => Assert.True(pair.Second <= pair.First * (1 + 1e-12), $"{pair.First:R} rose to {pair.Second:R}"));
    }

    [Theory]
    [InlineData(0, "round-robin")]
    [InlineData(2, "random")]
    public async Task WarmLasso_GoesOnToTheSameOptimum_FromHalfway(int staleness, string policy)
    {
        using LabWorkspace workspace = Workspace();
        string common =
            $"train lasso --form rows --data {Rows} --lambda 60 --parallelism 2 --staleness {staleness} "
            + "--workers 3 --json";
        string[] args = [.. common.Split(' '), "--schedule", $"{{policy: {policy}}}"];
        LabRun whole = await workspace.RunAsync([.. args, "--tolerance", "1e-9"]);
        LabRun half = await workspace.RunAsync([.. args, "--epochs", "2", "--model", "half"]);
        LabRun rest = await workspace.RunAsync(
            [.. args, "--tolerance", "1e-9", "--from", "half", "--runtime", "simulated", "--set", "checkers=true"]);
        Assert.Equal((0, 0, 0), (whole.ExitCode, half.ExitCode, rest.ExitCode));
        double optimum = whole.Json().GetProperty("objective").GetDouble();
        Assert.True(half.Json().GetProperty("objective").GetDouble() > optimum * (1 + 1e-6));
        Assert.Equal(optimum, rest.Json().GetProperty("objective").GetDouble(), optimum * 1e-9);
        Assert.True(rest.Json().GetProperty("clocks").GetInt32() > 0);
    }

    [Fact]
    public async Task WarmFactors_AreTakenByTheirIds_AndNewOnesStartAtRandom()
    {
        using LabWorkspace workspace = Workspace();
        workspace.Write("old.csv", "userId,movieId,rating\n2,10,1\n2,30,2\n9,10,3\n9,30,3\n");
        workspace.Write("new.csv", "userId,movieId,rating\n1,10,1\n2,10,1\n2,30,2\n9,20,3\n9,30,3\n");
        LabRun old = await workspace.RunAsync(
            "train mf --form data-parallel --data old.csv --rank 4 --epochs 3 --model old --workers 1".Split(' '));
        LabRun next = await workspace.RunAsync(
            "train mf --data new.csv --from old --model new --epochs 1 --workers 1 --step 1e-30".Split(' '));
        Assert.Equal((0, 0), (old.ExitCode, next.ExitCode));
        (SavedModel before, SavedModel after) =
            (ModelFolder.Load(workspace.Path("old")), ModelFolder.Load(workspace.Path("new")));
        (int Table, int Before, int After)[] same = [(0, 0, 1), (0, 1, 2), (1, 0, 0), (1, 1, 2)];
        Assert.All(same, row => Assert.Equal(
            before.Model.Dense<float>(new TableId(row.Table), row.Before).ToArray(),
            after.Model.Dense<float>(new TableId(row.Table), row.After).ToArray()));
        Assert.NotEqual(0, after.Model.Dense<float>(new TableId(0), 0)[0]);
        Assert.NotEqual(0, after.Model.Dense<float>(new TableId(1), 1)[0]);
    }

    [Theory]
    [InlineData("mf", Ratings, "--form data-parallel --step 5", "it grew, or is", "smaller --step (it was 5)", false)]
    [InlineData("lasso", Rows, "--epochs 1 --tolerance 1e-12", "above the tolerance", "--from", true)]
    public async Task Failure_ExitsWith2_AndSaysWhatToChange(
        string program, string data, string options, string problem, string remedy, bool savesModel)
    {
        using LabWorkspace workspace = Workspace();
        LabRun run = await workspace.RunAsync(
            $"train {program} --data {data} {options} --model out --json".Split(' '));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
        Assert.Contains(remedy, run.Error, StringComparison.Ordinal);
        Assert.False(run.Json().GetProperty("converged").GetBoolean());
        Assert.Equal(savesModel, Directory.Exists(workspace.Path("out")));
    }

    [Fact]
    public async Task TestRatingsOfUnknownUsers_AreLeftOut_AndCounted()
    {
        using LabWorkspace workspace = new();
        workspace.Write("r.csv", "userId,movieId,rating\n1,1,1\n1,2,2\n3,1,6\n");
        workspace.Write("t.csv", "userId,movieId,rating\n3,2,4\n2,1,3\n1,9,3\n");
        LabRun run = await workspace.RunAsync(
            "train mf --data r.csv --test t.csv --rank 2 --epochs 9 --model m --json".Split(' '));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("1 to test on (2 more are of users or items", run.Out, StringComparison.Ordinal);
        SavedModel saved = ModelFolder.Load(workspace.Path("m"));
        double predicted = Petuum.Lab.Core.Numbers.Kernels.Dot(
            saved.Model.Dense<float>(new TableId(0), 1)[..2], saved.Model.Dense<float>(new TableId(1), 1)[..2]);
        Assert.Equal(Math.Abs(4 - predicted), run.Json().GetProperty("testRmse").GetDouble(), 1e-6);
    }

    [Fact]
    public async Task Interrupted_SavesNothing()
    {
        using LabWorkspace workspace = Workspace();
        using CancellationTokenSource interrupt = new();
        interrupt.CancelAfter(200);
        LabRun run = await workspace.RunAsync(
            $"train lasso --data {Rows} --tolerance 1e-300 --epochs 100000000 --model out".Split(' '),
            parallelism: 1,
            cancellation: interrupt.Token);
        Assert.Equal((130, false), (run.ExitCode, Directory.Exists(workspace.Path("out"))));
    }

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "train perceptron", "lab train: there is no command 'perceptron'", "--help" },
        { "train mf", "lab train mf: Option '--data' is required", "--help" },
        { "train mf --data nowhere.csv", "--data nowhere.csv: there is no such file", "check the name" },
        { $"train mf --data {Ratings} --test nowhere", "--test nowhere: there is no such file", "check the name" },
        { $"train mf --data {Rows}", "lasso.libsvm: a libsvm file holds", "pass a file of ratings" },
        { $"train lasso --data {Ratings}", "ratings.data: a ratings-tab file holds", "pass a file of" },
        { $"train mf --data {Ratings} --rank none", "--rank none: 'program.rank' is 'none'", "" },
        { $"train mf --data {Ratings} --lamda 1", "there is no option '--lamda'; did you mean '--lambda'?", "" },
        { $"train lasso --data {Rows} --lambda 1 --lambda-ratio 0.1", "has both", "give either" },
        { $"train lasso --data {Rows} --form rows --parallelism 9999", "a parallelism of 9999 for 200", "at most" },
        { $"train mf --data {Ratings} --workers 0", "--workers 0: it takes a whole number", "" },
        { $"train mf --data {Ratings} --workers 500", "500 workers for 120 users", "use fewer workers" },
        { $"train mf --data {Ratings} --epochs 0", "--epochs 0: it takes", "" },
        { $"train mf --data {Ratings} --tolerance -1", "--tolerance -1: it takes", "" },
        { $"train mf --data {Ratings} --seed x", "--seed x: a seed is", "" },
        { $"train mf --data {Ratings} --staleness -1", "--staleness -1: it takes", "" },
        { $"train mf --data {Ratings} --set trace=on", "'trace' is not for training", "lab run" },
        { $"train mf --data {Ratings} --set cluster.wokers=2", "has no key 'wokers'", "did you mean" },
        { $"train mf --data {Ratings} --runtime grid", "--runtime grid: there is no", "use one of" },
        { $"train mf --data {Ratings} --model datasets", "the folder exists and holds no model", "name a new folder" },
        { $"train mf --data {Ratings} --from datasets", "model.json: there is no such file", "lab train --model" },
        { $"train lasso --data {Rows} --from factors", "a model of 'mf', which 'lasso' cannot go on from", "" },
        { $"train mf --data {Ratings} --from factors --rank 3", "3 columns, not 4", "--rank" },
        { $"train lasso --data datasets/samples/a9a-1000.libsvm --from linear", "a model of 200 features", "" },
        { $"train lasso --data {Rows} --from linear --standardize", "it was trained with 'standardize: false'", "" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Mistake_ExitsWith1_AndWritesNothing(string command, string problem, string remedy)
    {
        using LabWorkspace workspace = Workspace();
        await workspace.RunAsync($"train mf --data {Ratings} --rank 2 --epochs 1 --model factors".Split(' '));
        await workspace.RunAsync($"train lasso --form rows --data {Rows} --epochs 1 --model linear".Split(' '));
        string[] before = [.. Directory.GetFileSystemEntries(workspace.Folder).Order(StringComparer.Ordinal)];
        LabRun run = await workspace.RunAsync(command.Split(' '));
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
        Assert.Contains(remedy, run.Error, StringComparison.Ordinal);
        Assert.InRange(run.ErrorLines.Length, 1, 2);
        Assert.Equal(before, Directory.GetFileSystemEntries(workspace.Folder).Order(StringComparer.Ordinal));
    }

    /// <summary>Two epochs on threads, three workers, staleness 1.</summary>
    private static TrainingRequest Request(string program, string data) => new()
    {
        Program = ProgramRegistry.Find(program)!,
        Data = data,
        Settings = [],
        Workers = 3,
        Staleness = 1,
        Seed = 2,
        Epochs = 2,
        Tolerance = null,
        From = null,
        Model = null,
        Runtime = "threads",
    };

    /// <summary>A folder with the repository's data.</summary>
    internal static LabWorkspace Workspace()
    {
        LabWorkspace workspace = new();
        Directory.CreateSymbolicLink(workspace.Path("datasets"), Tidy.Repository.Path("datasets"));
        return workspace;
    }

    /// <summary>Counts reads and changes by table, and rounds by worker.</summary>
    private sealed class Watcher : IRunObserver
    {
        public int[] Reads { get; } = new int[5];

        public int[] Changes { get; } = new int[5];

        public SortedDictionary<int, int> Rounds { get; } = [];

        public void On(in RunEvent happened)
        {
            switch (happened.Kind)
            {
                case RunEventKind.RowsRead when happened.Payload is RowView rows:
                    for (int index = 0; index < rows.Count; index++)
                    {
                        Reads[rows.Read(index).Table.Index]++;
                    }

                    break;
                case RunEventKind.UpdateApplied when happened.Payload is Update update:
                    foreach (int table in update.Changes.Select(change => change.Batch.Table.Index))
                    {
                        Changes[table]++;
                    }

                    break;
                case RunEventKind.RoundEnded:
                    Rounds[happened.Source.Index] = Rounds.GetValueOrDefault(happened.Source.Index) + 1;
                    break;
                default:
                    break;
            }
        }
    }
}
