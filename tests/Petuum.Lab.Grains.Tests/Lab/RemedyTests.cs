using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Grains.Tests.Silo;
using Petuum.Lab.Runs;
using Petuum.Lab.Tests.Commands;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Grains.Tests.Lab;

/// <summary>What goes wrong on a cluster is told with its place and a remedy that works there.</summary>
public sealed class RemedyTests(GatewaySilos silos) : IClassFixture<GatewaySilos>
{
    private const string Mount =
        "mount the same files at DataFolder (PETUUM_DATA_FOLDER) on every silo, or name the data by URL";

    private static readonly string Ratings = Repository.Path("datasets/samples/ratings.data");

    private string[] OnSilos => ["--runtime", "orleans", "--gateway", silos.Address];

    [Fact]
    public async Task Run_SaysWhichSiloLacksTheData_AndHowToRunItThereAgain()
    {
        using LabWorkspace workspace = new();
        File.Copy(Ratings, workspace.Path("lacked.data"));
        workspace.Write("lacking.yaml", LabWorkspace.Endless.Replace(
            "{generate: ratings, users: 30, items: 20, rank: 2, ratings: 300, noise: 0.1}",
            "{file: lacked.data}",
            StringComparison.Ordinal));
        LabRun run = await workspace.RunAsync(["run", "lacking.yaml", "--cut-every", "9", .. OnSilos]);
        Assert.Equal(5, run.ExitCode);
        AssertNames("lacked.data", run.Error);
        Assert.Contains(
            $"--seed 1 --runtime orleans --cut-every 9 --gateway {silos.Address} --force",
            run.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_TellsWhyItsJobFailed_AndReportsNoBug()
    {
        using LabWorkspace workspace = new();
        File.Copy(Ratings, workspace.Path("lacked.data"));
        using LabProcess lab = LabProcess.Start(
            workspace, ["train", "mf", "--data", "lacked.data", "--epochs", "1", "--workers", "2", .. OnSilos]);
        LabRun train = await lab.EndAsync();
        Assert.Equal(5, train.ExitCode);
        AssertNames("lacked.data", train.Error);
        Assert.Contains("lab train mf: the job failed: ", train.Error, StringComparison.Ordinal);
        Assert.Contains($"'lab jobs --gateway {silos.Address}' lists", train.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("bug", train.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{file: nowhere.data}", "generated", "has no file 'nowhere.data' (data.file) in its data folder, ")]
    [InlineData("{generate: ratings, users: 9, items: 9, rank: 2, ratings: 9, noise: 0}", "01", "reads below '")]
    public void DataFolder_ThatIsNotGiven_IsNamedInFull(string data, string fingerprint, string problem)
    {
        string spec = LabWorkspace.Endless.Replace(
            "{generate: ratings, users: 30, items: 20, rank: 2, ratings: 300, noise: 0.1}",
            data,
            StringComparison.Ordinal);
        PlanException refused = Assert.Throws<PlanException>(() => new SpecJobSource("").Open(
            new JobDescription { Id = "job-1", Text = $"# data: {fingerprint}\n{spec}" }));
        Assert.Contains(problem + Environment.CurrentDirectory, refused.Problem, StringComparison.Ordinal);
        Assert.Contains($"silo {Environment.MachineName} ", refused.Problem, StringComparison.Ordinal);
        Assert.Equal(Mount, refused.Remedy);
    }

    [Fact]
    public async Task Remedy_NamesTheClusterAsItWasNamed()
    {
        using LabWorkspace workspace = new();
        LabRun lab = await workspace.RunAsync(
            "attach", "nobody", "--gateway", silos.Address, "--service-id", "another one");
        Assert.Contains(
            $"'lab jobs --gateway {silos.Address} --service-id \"another one\"' lists them",
            lab.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pfx_IsOpenedWithThePasswordOfTheVariable()
    {
        using Certificates ours = new();
        PetuumTlsOptions tls = ours.Pfx("secret");
        int gateway = GatewaySilos.FreePort();
        await using RunningSilo silo = await RunningSilo.StartAsync(
            "--cluster-id", "petuum", "--service-id", "petuum", "--gateway-port", $"{gateway}",
            "--tls-certificate", tls.Certificate, "--tls-password", "secret", "--tls-authority", tls.Authority);
        string[] jobs =
        [
            "jobs", "--gateway", $"localhost:{gateway}", "--tls-certificate", tls.Certificate,
            "--tls-authority", tls.Authority,
        ];
        using LabWorkspace workspace = new();
        Assert.Equal(1, (await workspace.RunAsync(jobs)).ExitCode);
        LabRun typed = await workspace.RunAsync([.. jobs, "--tls-password", "secret"]);
        Assert.True(typed.ExitCode == 0, typed.Error);
        workspace.Variables["PETUUM_TLS_PASSWORD"] = "secret";
        LabRun set = await workspace.RunAsync(jobs);
        Assert.True(set.ExitCode == 0, set.Error);
    }

    private void AssertNames(string file, string error)
    {
        Assert.Contains(
            $"silo {Environment.MachineName} has no file '{file}' (data.file) in its data folder, {silos.DataFolder}; "
                + Mount,
            error,
            StringComparison.Ordinal);
    }
}
