using System.Text.RegularExpressions;
using Petuum.Lab.Experiments.Commands;
using Petuum.Lab.Runs;
using Petuum.Lab.Specs;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Tests.Commands;

/// <summary>Commands that messages and helps name work when they are pasted.</summary>
public sealed partial class PrintedCommandTests
{
    private static readonly RuntimeRequest Cluster = new("orleans")
    {
        Gateway = "10.0.0.5:30000",
        ClusterId = "prod",
        ServiceId = "lab 1",
        CutEvery = 40,
        Tls = new TlsFiles("/my keys/tls.pfx", "", "/$ca.crt", "petuum") { Password = "secret" },
    };

    [Fact]
    public void Options_OfAClusterAreThoseThatWereGiven_QuotedForAShell()
    {
        const string Client =
            "--gateway 10.0.0.5:30000 --cluster-id prod --service-id \"lab 1\" "
            + "--tls-certificate \"/my keys/tls.pfx\" --tls-authority \"/\\$ca.crt\" --tls-required-name petuum";
        Assert.Equal(Client, Cluster.ClientOptions);
        Assert.Equal($"--runtime orleans --cut-every 40 {Client}", Cluster.RunOptions);
        Assert.Equal("--gateway a:1", new RuntimeRequest("orleans") { Gateway = "a:1" }.ClientOptions);
    }

    [Fact]
    public void Options_OfRuntimesWithoutAClusterAreFew()
    {
        Assert.Equal("", new RuntimeRequest("simulated").RunOptions);
        Assert.Equal("--runtime threads", new RuntimeRequest("threads").RunOptions);
        Assert.Equal(
            "--runtime orleans --test-cluster 3", new RuntimeRequest("orleans") { TestCluster = 3 }.RunOptions);
    }

    [Fact]
    public void Replay_NamesTheRuntime()
    {
        using LabWorkspace workspace = new();
        workspace.Write("my spec.yaml", LabWorkspace.Small);
        SpecFile file = SpecReader.Load(workspace.Path("my spec.yaml"));
        RunRequest request = new()
        {
            Spec = file.Path,
            Results = "",
            Runtime = "threads",
            RuntimeOptions = new RuntimeRequest("threads").RunOptions,
        };
        LabTerminal terminal = new()
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            WorkingDirectory = workspace.Folder,
            Root = Repository.Root,
        };
        Assert.Equal(
            $"lab run \"{file.Path}\" --set 'consistency.policy=ssp' --seed 1 --runtime threads --force",
            SpecRuns.Prepare(file, request, terminal)[0].Command);
    }

    [Fact]
    public async Task Help_NamesOnlyFilesThatAreThere()
    {
        using LabWorkspace workspace = new();
        string root = (await workspace.RunAsync("--help")).Out;
        string commands = root[root.IndexOf("Commands:", StringComparison.Ordinal)..];
        List<string> helps = [root];
        foreach (Match command in CommandName().Matches(commands))
        {
            helps.Add((await workspace.RunAsync(command.Groups["name"].Value, "--help")).Out);
        }

        Assert.True(helps.Count > 10, root);
        string[] named = [.. helps.SelectMany(help => RepositoryPath().Matches(help)).Select(path => path.Value)];
        Assert.Contains("experiments/specs/fidelity.yaml", named);
        Assert.All(named, path => Assert.True(Path.Exists(Repository.Path(path)), $"there is no {path}"));
    }

    [Theory]
    [InlineData("--tls-password secret")]
    [InlineData("--tls-password=secret")]
    [InlineData("--tls-password:secret")]
    public void BugReport_KeepsThePassword(string option)
    {
        using StringWriter error = new();
        LabTerminal terminal = new() { Out = TextWriter.Null, Error = error, WorkingDirectory = "/", Root = "/" };
        BugReport.Write(terminal, ["jobs", .. option.Split(' '), "--json"], new InvalidOperationException("odd"));
        string file = ReportPath().Match(error.ToString()).Groups["path"].Value;
        string report = File.ReadAllText(file);
        File.Delete(file);
        Assert.DoesNotContain("secret", report, StringComparison.Ordinal);
        Assert.StartsWith("lab jobs --tls-password", report, StringComparison.Ordinal);
    }

    [GeneratedRegex(
        @"^  (?<name>[a-z]+)",
        RegexOptions.Multiline | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex CommandName();

    [GeneratedRegex(
        @"\b(experiments|datasets)/[\w/-]+(\.\w+)*", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(
        @"details are in (?<path>[^;]+);", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ReportPath();
}
