using System.Text.RegularExpressions;
using Petuum.Lab.Specs;
using Petuum.Lab.Tests.Readme;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Tests.Commands;

/// <summary>
/// Every <c>lab</c> command in a README or a how-to page is run: blocks marked <c>sh</c> behind the comment
/// <c>&lt;!-- runnable --&gt;</c>, line by line, in a folder that has the repository's specs and data, and the files
/// that the page shows behind <c>&lt;!-- file: NAME --&gt;</c>. In the other blocks at least every command is one that
/// there is.
/// </summary>
public sealed partial class ReadmeCommandTests
{
    private const RegexOptions Options = RegexOptions.Singleline | RegexOptions.ExplicitCapture;

    private static readonly string[] Words =
    [
        "run", "reproduce", "report", "new", "data", "info", "convert", "generate", "lasso", "clusters", "metric",
        "factors",
        "ratings", "classes", "calibrate", "doctor",
        "train", "predict", "mf", "mlr", "dnn", "forest", "kmeans", "dml", "nmf", "sparse-coding", "svm", "medlda",
        "labelled-documents", "jobs", "attach", "validate",
    ];

    public static TheoryData<string> Readmes => new([.. Repository.Files("README.md"), .. HowToPages.All]);

    [Theory]
    [MemberData(nameof(Readmes))]
    public async Task RunnableCommands_ExitWith0(string readme)
    {
        using LabWorkspace workspace = new();
        foreach (string folder in new[] { "experiments", "datasets" })
        {
            Directory.CreateSymbolicLink(workspace.Path(folder), Repository.Path(folder));
        }

        string text = File.ReadAllText(Repository.Path(readme));
        foreach (Match file in FileBlock().Matches(text))
        {
            workspace.Write(file.Groups["name"].Value, file.Groups["text"].Value);
        }

        foreach (Match block in RunnableBlock().Matches(text))
        {
            foreach (string[] args in LabCommands(block.Groups["text"].Value))
            {
                LabRun run = await workspace.RunAsync(args);
                Assert.True(
                    run.ExitCode == 0,
                    $"lab {string.Join(' ', args)} in {readme}: exit code {run.ExitCode}\n{run.Error}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Readmes))]
    public async Task Commands_HaveAHelp(string readme)
    {
        using LabWorkspace workspace = new();
        IEnumerable<string[]> commands = Block()
            .Matches(File.ReadAllText(Repository.Path(readme)))
            .SelectMany(block => LabCommands(block.Groups["text"].Value));
        foreach (string[] args in commands)
        {
            string[] words = [.. args.TakeWhile(Words.Contains)];
            Assert.True(
                words.Length > 0 || args[0].StartsWith('-'), $"lab {string.Join(' ', args)} in {readme} is no command");
            Assert.Equal(0, (await workspace.RunAsync([.. words, "--help"])).ExitCode);
        }
    }

    [Fact]
    public void SpecOfTheReadme_IsValid()
    {
        string readme = File.ReadAllText(Repository.Path("experiments/README.md"));
        string[] blocks = [.. YamlBlock().Matches(readme).Select(block => block.Groups["text"].Value)];
        Assert.Equal(2, blocks.Length);
        RunSpec spec = SpecReader.Parse(blocks[0] + blocks[1], "README.yaml").Spec;
        Assert.Equal("E2", spec.Reproduces!.Id);
    }

    private static IEnumerable<string[]> LabCommands(string text) => text
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => line.Split(" #")[0].Trim())
        .Where(line => line.StartsWith("./lab ", StringComparison.Ordinal))
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]);

    [GeneratedRegex(@"<!-- runnable -->\s*```sh\n(?<text>.*?)```", Options, 1000)]
    private static partial Regex RunnableBlock();

    [GeneratedRegex(@"<!-- file: (?<name>\S+) -->\s*```yaml\n(?<text>.*?)```", Options, 1000)]
    private static partial Regex FileBlock();

    [GeneratedRegex(@"```yaml\n(?<text>.*?)```", Options, 1000)]
    private static partial Regex YamlBlock();

    [GeneratedRegex(@"```sh\n(?<text>.*?)```", Options, 1000)]
    private static partial Regex Block();
}
