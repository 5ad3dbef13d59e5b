namespace Petuum.Lab.Tests.Commands;

/// <summary><c>lab data</c>, and what needs no data at all.</summary>
public sealed class DataCommandTests
{
    [Theory]
    [InlineData("lasso", "--samples 20 --features 30", "one.svm", "two.mtx", "three.csv", "four.libsvm")]
    [InlineData("ratings", "--users 20 --items 10 --count 50", "one.csv", "two.dat", "three.data", "four.csv.gz")]
    public async Task Conversion_KeepsEveryBit_RoundTheFormats(
        string kind, string options, string first, string second, string third, string last)
    {
        using LabWorkspace workspace = new();
        LabRun generated = await workspace.RunAsync(
            ["data", "generate", kind, .. options.Split(' '), "--seed", "5", "--out", first]);
        Assert.Equal((0, ""), (generated.ExitCode, generated.Error));
        foreach ((string from, string to) in new[] { (first, second), (second, third), (third, last) })
        {
            LabRun converted = await workspace.RunAsync("data", "convert", from, to);
            Assert.Equal((0, ""), (converted.ExitCode, converted.Error));
        }

        string back = "back" + Path.GetExtension(first);
        await workspace.RunAsync("data", "convert", last, back);
        Assert.Equal(File.ReadAllText(workspace.Path(first)), File.ReadAllText(workspace.Path(back)));
    }

    [Fact]
    public async Task Generate_GivesTheSameBytes_FromTheSameSeedOnly()
    {
        using LabWorkspace workspace = new();
        foreach ((string file, string seed) in new[] { ("a.csv", "7"), ("b.csv", "7"), ("c.csv", "8") })
        {
            string command = $"data generate ratings --users 9 --items 9 --count 20 --seed {seed} --out {file}";
            await workspace.RunAsync(command.Split(' '));
        }

        Assert.Equal(File.ReadAllText(workspace.Path("a.csv")), File.ReadAllText(workspace.Path("b.csv")));
        Assert.NotEqual(File.ReadAllText(workspace.Path("a.csv")), File.ReadAllText(workspace.Path("c.csv")));
    }

    [Fact]
    public async Task Info_SaysWhatIsThere_InWordsAndInJson()
    {
        using LabWorkspace workspace = new();
        workspace.Write("r.csv", "userId,movieId,rating\n1,2,3.5\n7,2,4\n");
        LabRun info = await workspace.RunAsync("data", "info", "r.csv", "--json");
        Assert.Matches(@"\nratings +2\n", info.Out);
        Assert.Equal("ratings-csv", info.Json().GetProperty("format").GetString());
        Assert.Equal(2, info.Json().GetProperty("users").GetInt32());
    }

    [Theory]
    [InlineData("--version", "0.")]
    [InlineData("", "Examples:")]
    [InlineData("--help", "reproduce")]
    [InlineData("run --help", "--twice")]
    [InlineData("reproduce --help", "--scale")]
    [InlineData("data", "generate")]
    [InlineData("data generate lasso --help", "--follow")]
    public async Task Help_IsOnStandardOutput(string command, string expected)
    {
        using LabWorkspace workspace = new();
        LabRun run = await workspace.RunAsync(command.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(expected, run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_FindsThatAllIsWell_AndLeavesNothing()
    {
        using LabWorkspace workspace = new();
        LabRun run = await workspace.RunAsync("doctor");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("All is well.", run.Out, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(workspace.Folder));
    }

    [Fact]
    public async Task Calibrate_PrintsACostForEachProgram()
    {
        using LabWorkspace workspace = new();
        LabRun run = await workspace.RunAsync("calibrate", "mf");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"micros-per-unit: \d", run.Out);
    }
}
