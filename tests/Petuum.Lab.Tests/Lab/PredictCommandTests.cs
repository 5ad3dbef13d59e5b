using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Runs.Models;

namespace Petuum.Lab.Tests.Commands;

/// <summary><c>lab predict</c>, and what becomes of models that are damaged.</summary>
public sealed class PredictCommandTests
{
    private const string Ratings = "datasets/samples/ratings.data";
    private const string Rows = "datasets/samples/lasso.libsvm";

    [Theory]
    [InlineData("mf", Ratings, "--epochs 3")]
    [InlineData("lasso", Rows, "--lambda 40")]
    [InlineData("lasso", Rows, "--form rows --lambda-ratio 0.2 --standardize")]
    public async Task Predictions_GiveTheProgramsOwnNumbers(string program, string data, string options)
    {
        using LabWorkspace workspace = TrainCommandTests.Workspace();
        LabRun trained = await workspace.RunAsync(
            $"train {program} --data {data} {options} --model out --json".Split(' '));
        LabRun run = await workspace.RunAsync($"predict --model out --data {data} --out p.csv --json".Split(' '));
        Assert.Equal((0, 0, ""), (trained.ExitCode, run.ExitCode, run.Error));
        double rmse = trained.Json().GetProperty("trainRmse").GetDouble();
        double rounding = rmse * (program == "mf" ? 1e-7 : 1e-9);    // mf learns from ratings in single precision
        Assert.Equal(rmse, run.Json().GetProperty("rmse").GetDouble(), rounding);

        double[] predicted = Column(workspace.Path("p.csv"));
        double[] truth = program == "mf"
            ? DataFile.Open(workspace.Path(data)).ReadRatings().Value.ToArray()
            : DataFile.Open(workspace.Path(data)).ReadRegression().Labels.ToArray();
        double squares = predicted.Zip(truth, (y, t) => (y - t) * (y - t)).Sum();
        Assert.Equal(rmse, Math.Sqrt(squares / truth.Length), rounding);
        if (options == "--lambda 40")
        {
            double[] beta = ModelFolder.Load(workspace.Path("out")).Vector<double>("coefficients", 200);
            double objective = (0.5 * squares) + (40 * beta.Sum(Math.Abs));
            Assert.Equal(trained.Json().GetProperty("objective").GetDouble(), objective, objective * 1e-9);
        }
    }

    [Theory]
    [InlineData("kmeans", "--clusters 4", "trainMeanSquaredDistance", "meanSquaredDistance", "cluster,distance")]
    [InlineData("nmf", "--rank 2 --epochs 20", "trainRelativeError", "relativeError", "code1,code2")]
    [InlineData("sparse-coding", "--rank 2 --epochs 20", "trainRelativeError", "relativeError", "code1,code2")]
    [InlineData("dml", "--rank 2 --epochs 1", "pairAuc", null, "x1,x2")]
    [InlineData("medlda", "--topics 5 --epochs 3", "testAccuracy", "accuracy", "label,score")]
    [InlineData("svm", "--bias 1 --loss l2", "trainAccuracy", "accuracy", "label,margin")]
    public async Task RowsOfFeatures_AreWrittenAsTheModelSeesThem(
        string program, string options, string trained, string? score, string columns)
    {
        const string Data = "datasets/samples/a9a-1000.libsvm";
        using LabWorkspace workspace = TrainCommandTests.Workspace();
        LabRun train = await workspace.RunAsync(
            $"train {program} --data {Data} --test {Data} {options} --model out --json".Split(' '));
        LabRun run = await workspace.RunAsync($"predict --model out --data {Data} --out p.csv --json".Split(' '));
        Assert.Contains(train.ExitCode, new[] { 0, 2 });
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[] lines = File.ReadAllLines(workspace.Path("p.csv"));
        Assert.Equal((1001, columns), (lines.Length, lines[0]));
        double expected = train.Json().GetProperty(trained).GetDouble();
        Assert.True(expected > 0);
        if (score is not null)
        {
            Assert.Equal(expected, run.Json().GetProperty(score).GetDouble(), 1e-12);
        }
    }

    [Fact]
    public async Task DenseRows_ArePredicted_WhereTheyHaveTheModelsFeatures()
    {
        using LabWorkspace workspace = new();
        workspace.Write("x.csv", "1,0,2,1\n0,1,1,2\n3,1,0,-1\n1,1,4,2\n");
        LabRun train = await workspace.RunAsync(
            "train lasso --data x.csv --format dense-csv --lambda 0.01 --model m".Split(' '));
        LabRun run = await workspace.RunAsync(
            "predict --model m --data x.csv --format dense-csv --out p.csv".Split(' '));
        Assert.Equal((0, 0, ""), (train.ExitCode, run.ExitCode, run.Error));
        Assert.Equal(4, Column(workspace.Path("p.csv")).Length);
    }

    [Fact]
    public async Task UnknownUserOrItem_GetsTheMeanOfTheRatings_AndIsTold()
    {
        using LabWorkspace workspace = new();
        workspace.Write("r.csv", "userId,movieId,rating\n1,1,1\n1,2,2\n3,1,6\n");
        workspace.Write("new.csv", "userId,movieId,rating\n1,1,1\n2,1,3\n1,9,3\n");
        await workspace.RunAsync("train mf --data r.csv --rank 2 --epochs 50 --model m".Split(' '));
        LabRun run = await workspace.RunAsync("predict --model m --data new.csv --out p.csv --json".Split(' '));
        Assert.Equal(0, run.ExitCode);
        string[] lines = File.ReadAllLines(workspace.Path("p.csv"));
        Assert.Equal(("user,item,rating", "2,1,3", "1,9,3"), (lines[0], lines[2], lines[3]));
        Assert.NotEqual("1,1,3", lines[1]);
        Assert.Equal(2, run.Json().GetProperty("unknown").GetInt32());
        Assert.Contains("got the mean", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void LogisticPredictor_GivesClassesAsTheDataHaveThem_AndProbabilities()
    {
        BinaryPredictor predictor = new([2, -1], 0.5, (Negative: 1, Positive: 2), ScoreColumn.Probability);
        RegressionData rows = new(SparseMatrix.FromDense(3, 3, [1, 0, 0, 0, 3, 9, 0, 0.5, 0]), [2, 2, 2]);
        Prediction prediction = predictor.Apply(rows);
        Assert.Equal(["2", "1", "2"], Enumerable.Range(0, 3).Select(line => prediction.Line(line)[0]));
        double[] expected = [1 / (1 + Math.Exp(-2.5)), 1 / (1 + Math.Exp(2.5)), 0.5];
        Assert.All(expected, (probability, line) =>
            Assert.Equal(probability, double.Parse(prediction.Line(line)[1], CultureInfo.InvariantCulture), 1e-15));
        Assert.Equal(new Metric("accuracy", 2.0 / 3), Assert.Single(prediction.Scores));
    }

    [Fact]
    public async Task FeaturesThatTheModelHasNotSeen_CountAsZero_InSparseFilesOnly()
    {
        using LabWorkspace workspace = new();
        workspace.Write("x.libsvm", "1 1:1\n2 1:2\n-1 1:-1\n");
        workspace.Write("wide.libsvm", "1 1:1 7:100\n");
        workspace.Write("wide.csv", "1,100,1\n2,100,2\n");
        await workspace.RunAsync("train lasso --data x.libsvm --model m".Split(' '));
        await workspace.RunAsync("predict --model m --data x.libsvm --out p.csv".Split(' '));
        LabRun sparse = await workspace.RunAsync("predict --model m --data wide.libsvm --out wide.out".Split(' '));
        LabRun dense = await workspace.RunAsync(
            "predict --model m --data wide.csv --format dense-csv --out dense.out".Split(' '));
        Assert.Equal((0, 1), (sparse.ExitCode, dense.ExitCode));
        Assert.Equal(Column(workspace.Path("p.csv"))[0], Column(workspace.Path("wide.out"))[0]);
        Assert.Contains("2 features, where the model has 1", dense.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(workspace.Path("dense.out")));
    }

    [Fact]
    public async Task DamagedModel_IsRefusedByNameAndRemedy_AndNothingIsWritten()
    {
        using LabWorkspace workspace = TrainCommandTests.Workspace();
        await TrainAsync(workspace);
        foreach (string path in Directory.GetFiles(workspace.Path("m"), "*.npy"))
        {
            byte[] whole = File.ReadAllBytes(path);
            int[] places = [0, 7, 9, 20, 40, 60, 127, 128, whole.Length / 2, whole.Length - 1];
            foreach (int place in places)
            {
                byte[] changed = [.. whole];
                changed[place] ^= 1;
                await Refuses(workspace, path, changed);
                await Refuses(workspace, path, whole[..place]);
            }

            await Refuses(workspace, path, [.. whole, 0]);
            File.Delete(path);
            await Refuses(workspace, path, null);
            File.WriteAllBytes(path, whole);
        }

        Assert.Equal(0, (await PredictAsync(workspace)).ExitCode);
    }

    public static TheoryData<string, string, string> Indices => new()
    {
        { "format", "3", "a model of format 3; this build (0.1.0) reads format 2" },
        { "format", "1", "a model of format 1; this build (0.1.0) reads format 2" },
        { "format", "\"2\"", "which format" },
        { "format", "null", "which format" },
        { "program", "\"perceptron\"", "a model of 'perceptron' with a spec of 'mf'" },
        { "program", "7", "not the index of a model" },
        { "program", "\"lasso\"", "a model of 'lasso' with a spec of 'mf'" },
        { "tables", "[]", "has no table 'users'" },
        { "tables", "null", "not the index of a model" },
        { "tables[0].rows", "-1", "table 'users' of -1 rows" },
        { "tables[0].rows", "119", "where the index says 119 × 2" },
        { "tables[0].rows", "2147483647", "table 'users' of 2147483647 rows" },
        { "tables[0].columns", "3", "where the index says 120 × 3" },
        { "tables[0].element", "\"double\"", "where the index says 120 × 2 Float64" },
        { "tables[0].element", "\"half\"", "not the index of a model" },
        { "tables[0].kind", "\"sparse\"", "in 1 files" },
        { "tables[0].files[0].name", "\"../items.npy\"", "'../items.npy' is not the name of an array" },
        { "tables[0].files[0].sha256", "\"00\"", "not the bytes that belong to this model" },
        { "vectors", "[]", "no vector 'mean'" },
        { "vectors[1].file.name", "\"mean.npy\"", "not the bytes" },
    };

    [Theory]
    [MemberData(nameof(Indices))]
    public async Task OddIndex_IsRefused(string key, string json, string problem)
    {
        using LabWorkspace workspace = TrainCommandTests.Workspace();
        await TrainAsync(workspace);
        string path = workspace.Path("m/model.json");
        JsonNode index = JsonNode.Parse(File.ReadAllText(path))!;
        JsonNode at = index;
        string[] steps = key.Replace("]", "", StringComparison.Ordinal).Split('.', '[');
        foreach (string step in steps[..^1])
        {
            at = int.TryParse(step, out int place) ? at[place]! : at[step]!;
        }

        at[steps[^1]] = JsonNode.Parse(json);
        File.WriteAllText(path, index.ToJsonString());
        LabRun run = await PredictAsync(workspace);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IndexThatIsCutOff_OrLacksAKey_IsRefused()
    {
        using LabWorkspace workspace = TrainCommandTests.Workspace();
        await TrainAsync(workspace);
        string path = workspace.Path("m/model.json");
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 0; length < whole.Length - 2; length += 31)
        {
            await Refuses(workspace, path, whole[..length]);
        }

        JsonObject index = JsonNode.Parse(whole)!.AsObject();
        foreach (string key in index.Select(entry => entry.Key).ToArray())
        {
            JsonObject less = index.DeepClone().AsObject();
            less.Remove(key);
            await Refuses(workspace, path, JsonSerializer.SerializeToUtf8Bytes(less));
        }
    }

    [Theory]
    [InlineData("predict --model nowhere --data r.csv --out p.csv", "there is no such file", "lab train --model")]
    [InlineData("predict --model r.csv --data r.csv --out p.csv", "a file, where a model is a folder", "lab train")]
    [InlineData("predict --model m --data nowhere --out p.csv", "nowhere: no such file", "check the name")]
    [InlineData("predict --model m --data r.csv --out r.csv", "--out r.csv: it is also the input file", "another name")]
    [InlineData("predict --model m --data x.libsvm --out p.csv", "a libsvm file holds", "pass a file of ratings")]
    [InlineData("predict --model m --data r.csv", "Option '--out' is required", "--help")]
    [InlineData("data convert m/users.npy users.data", "an array is written as CSV only", "ends in .csv")]
    [InlineData("data convert r.npy users.csv", "r.npy: not a NumPy array file", "numpy.save")]
    public async Task Mistake_ExitsWith1_AndWritesNothing(string command, string problem, string remedy)
    {
        using LabWorkspace workspace = new();
        workspace.Write("r.csv", "userId,movieId,rating\n1,1,1\n1,2,2\n3,1,6\n");
        workspace.Write("r.npy", "userId,movieId,rating\n1,1,1\n1,2,2\n3,1,6\n");
        workspace.Write("x.libsvm", "1 1:1\n2 1:2\n");
        await workspace.RunAsync("train mf --data r.csv --rank 2 --epochs 1 --model m".Split(' '));
        string[] before = workspace.Snapshot("");
        LabRun run = await workspace.RunAsync(command.Split(' '));
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
        Assert.Contains(remedy, run.Error, StringComparison.Ordinal);
        Assert.Equal(before, workspace.Snapshot(""));
    }

    [Fact]
    public async Task Convert_ExportsAnArray_WithEveryBit()
    {
        using LabWorkspace workspace = TrainCommandTests.Workspace();
        await TrainAsync(workspace);
        Assert.Equal(0, (await workspace.RunAsync("data", "convert", "m/users.npy", "users.csv")).ExitCode);
        Assert.Equal(0, (await workspace.RunAsync("data", "convert", "m/user-ids.npy", "ids.csv")).ExitCode);
        string[] lines = File.ReadAllLines(workspace.Path("users.csv"));
        float[] values = NpyFile.Read(workspace.Path("m/users.npy")).Values<float>();
        Assert.Equal("row,c0,c1", lines[0]);
        Assert.Equal(values, lines.Skip(1).SelectMany(line => line.Split(',')[1..])
            .Select(text => float.Parse(text, CultureInfo.InvariantCulture)));
        Assert.Equal(["row,value", "0,1"], File.ReadLines(workspace.Path("ids.csv")).Take(2));
    }

    private static double[] Column(string path) =>
        [.. File.ReadLines(path).Skip(1).Select(line =>
            double.Parse(line.Split(',')[^1], CultureInfo.InvariantCulture))];

    /// <summary>Factors of rank 2 in <c>m</c>.</summary>
    private static Task<LabRun> TrainAsync(LabWorkspace workspace) => workspace.RunAsync(
        $"train mf --form data-parallel --data {Ratings} --rank 2 --epochs 1 --model m".Split(' '));

    private static Task<LabRun> PredictAsync(LabWorkspace workspace)
    {
        File.Delete(workspace.Path("p.csv"));
        return workspace.RunAsync($"predict --model m --data {Ratings} --out p.csv".Split(' '));
    }

    private static async Task Refuses(LabWorkspace workspace, string path, byte[]? content)
    {
        byte[]? before = File.Exists(path) ? File.ReadAllBytes(path) : null;
        if (content is not null)
        {
            File.WriteAllBytes(path, content);
        }

        LabRun run = await PredictAsync(workspace);
        Assert.True(run.ExitCode == 1, $"{content?.Length} bytes of {path}: exit code {run.ExitCode}\n{run.Error}");
        Assert.Contains(Path.GetFileName(path), run.Error, StringComparison.Ordinal);
        Assert.Contains("→", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(workspace.Path("p.csv")));
        if (before is not null)
        {
            File.WriteAllBytes(path, before);
        }
    }
}
