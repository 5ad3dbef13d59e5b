using System.Text.Json;
using Petuum.Lab.Tests.Commands;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Grains.Tests.Lab;

/// <summary><c>lab run</c> and <c>lab train</c> on silos in their own process.</summary>
public sealed class TestClusterTests
{
    public static TheoryData<string, string, string> Specs => new()
    {
        { "mf-staleness", "consistency={policy: bsp}", "6" },
        { "lasso-quick", "consistency={policy: bsp}", "12" },
    };

    [Theory]
    [MemberData(nameof(Specs))]
    public async Task Model_IsTheSameOnEveryRuntime_UnderBsp(string spec, string bsp, string clocks)
    {
        using LabWorkspace workspace = new();
        string file = Repository.Path($"experiments/specs/{spec}.yaml");
        string stop = $"stop={{clocks: {clocks}}}";
        string[] run = ["run", file, "--seed", "1", "--set", "sweep={}", "--set", bsp, "--set", stop];
        HashSet<string> hashes = [];
        string[] places = ["simulated", "threads", "orleans --test-cluster 1", "orleans --test-cluster 3"];
        foreach (string where in places)
        {
            string folder = where.Replace(' ', '-');
            LabRun lab = await workspace.RunAsync([.. run, "--out", folder, "--runtime", .. where.Split(' ')]);
            Assert.True(lab.ExitCode == 0, lab.Error);
            hashes.Add(ModelHash(workspace, $"{folder}/{spec}"));
        }

        Assert.Single(hashes);
    }

    [Fact]
    public async Task Folder_HasEverythingThatARunOnThreadsLeaves()
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small);
        foreach (string runtime in new[] { "threads", "orleans" })
        {
            LabRun lab = await workspace.RunAsync(
                "run", "small.yaml", "--seed", "1", "--runtime", runtime, "--out", runtime);
            Assert.True(lab.ExitCode == 0, lab.Error);
        }

        Assert.Equal(Files(workspace, "threads/small"), Files(workspace, "orleans/small"));
        string run = workspace.RunFolders("orleans/small")[0];
        string header = File.ReadLines(Path.Combine(run, "clocks.csv")).First();
        Assert.Contains("wall_seconds", header, StringComparison.Ordinal);
        Assert.True(File.ReadLines(Path.Combine(run, "lags.csv")).Count() > 1);
        Assert.True(File.ReadLines(Path.Combine(run, "series.csv")).Count() > 1);
    }

    [Fact]
    public async Task Network_OfTheSpecTakesItsTime()
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small);
        LabRun lab = await workspace.RunAsync(
            "run", "small.yaml", "--seed", "1", "--runtime", "orleans",
            "--set", "sweep={}", "--set", "consistency={policy: bsp}",
            "--set", "cluster.network={latency-micros: 20000}");
        Assert.True(lab.ExitCode == 0, lab.Error);
        string[] lines = File.ReadAllLines(Path.Combine(workspace.RunFolders("results/small")[0], "clocks.csv"));
        int column = Array.IndexOf(lines[0].Split(','), "wall_seconds");
        double seconds = double.Parse(lines[^1].Split(',')[column]) - double.Parse(lines[1].Split(',')[column]);
        Assert.True(seconds >= 8 * 2 * 0.02, $"8 rounds of a request and an answer took {seconds} s.");
    }

    [Fact]
    public async Task Train_LearnsTheModelOfThreads()
    {
        using LabWorkspace workspace = new();
        string data = Repository.Path("datasets/samples/ratings.data");
        string train = $"train mf --data {data} --epochs 2 --workers 2 --rank 3 --seed 5";
        LabRun threads = await workspace.RunAsync($"{train} --model threads".Split(' '));
        LabRun silos = await workspace.RunAsync(
            $"{train} --runtime orleans --test-cluster 2 --model silos".Split(' '));
        Assert.True((threads.ExitCode, silos.ExitCode) == (0, 0), threads.Error + silos.Error);
        Assert.Contains("clock 0/", silos.Error, StringComparison.Ordinal);
        Assert.Equal(
            workspace.Snapshot("threads", except: name => name.EndsWith(".json", StringComparison.Ordinal)),
            workspace.Snapshot("silos", except: name => name.EndsWith(".json", StringComparison.Ordinal)));
    }

    private static string ModelHash(LabWorkspace workspace, string sweep)
    {
        string summary = Path.Combine(Assert.Single(workspace.RunFolders(sweep)), "summary.json");
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(summary));
        return json.RootElement.EnumerateObject()
            .First(property => property.Name.Replace("_", "", StringComparison.Ordinal)
                .Equals("modelHash", StringComparison.OrdinalIgnoreCase))
            .Value.GetString()!;
    }

    private static string[] Files(LabWorkspace workspace, string sweep) =>
    [
        .. Directory.EnumerateFiles(workspace.RunFolders(sweep)[0], "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(workspace.RunFolders(sweep)[0], file))
            .Order(StringComparer.Ordinal),
    ];
}
