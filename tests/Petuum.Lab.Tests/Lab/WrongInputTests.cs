namespace Petuum.Lab.Tests.Commands;

/// <summary>
/// A mistake of the user: exit code 1, at most three lines of place, problem and remedy, nothing written.
/// </summary>
public sealed class WrongInputTests
{
    public static TheoryData<string, string, string> MistakesOfRuns => new()
    {
        { "rnu", "lab: there is no command 'rnu'; did you mean 'run'?", "'lab --help'" },
        { "run", "lab run: Required argument 'SPEC' missing", "'lab run --help'" },
        { "run small.yaml more.yaml", "lab run: 'more.yaml' is one argument too many", "'lab run --help'" },
        {
            "run small.yaml --fource",
            "lab run: there is no option '--fource'; did you mean '--force'?",
            "'lab run --help'"
        },
        { "run nowhere.yaml", "nowhere.yaml: there is no such file", "check the path" },
        { "run small.yaml --seed -1", "--seed -1: a seed is a whole number", "0 to 18446744073709551615" },
        {
            "run small.yaml --seed 18446744073709551616",
            "--seed 18446744073709551616: a seed is",
            "0 to 18446744073709551615"
        },
        {
            "run small.yaml --set cluster.wrkers=3",
            "--set cluster.wrkers=3: 'cluster' has no key 'wrkers'",
            "did you mean 'workers'?"
        },
        { "run small.yaml --set stop.clocks=0", "--set stop.clocks=0:", "" },
        { "run small.yaml --set apply", "--set apply: this sets nothing", "write --set key=value" },
        {
            "run small.yaml --runtime grid",
            "--runtime grid: there is no 'grid' runtime",
            "use one of: orleans, simulated, threads"
        },
        { "run small.yaml --set consistency.policy=bsp --set apply=arrival", "", "use" },
        { "run broken.yaml", "broken.yaml:4: this is not YAML", "" },
        { "run bad-data.yaml", "bad.csv:3:", "" },
        { "run small.yaml --out taken", "taken/small: the folder cannot be created", "--out" },
    };

    public static TheoryData<string, string, string> MistakesOfOthers => new()
    {
        { "report nowhere", "nowhere: there is no such folder", "name a sweep's folder" },
        { "report .", ".: it has no spec.yaml", "name one that 'lab run' has written" },
        { "reproduce Z9", "lab reproduce Z9: there is no such experiment", "use all, or some of" },
        { "reproduce --scale huge", "--scale huge: there is no such scale", "use quick or full" },
        { "calibrate svm", "lab calibrate svm: there is no such program", "use one of lasso, mf" },
        {
            "fidelity small.yaml --test-cluster 99999",
            "--test-cluster 99999: it takes a number of silos, 1 to 64",
            "--test-cluster 3"
        },
        { "attach  --gateway localhost:1", "lab attach: the ID of the job is empty", "'lab jobs --gateway" },
        {
            "jobs --gateway localhost:1 --tls-authority ca.crt",
            "--tls-authority: it has no effect without a certificate of ours",
            "add --tls-certificate FILE"
        },
        {
            "jobs --gateway localhost:1 --tls-password secret",
            "--tls-password: it has no effect without a certificate of ours",
            "add --tls-certificate FILE"
        },
        {
            "run small.yaml --tls-certificate tls.crt",
            "--tls-certificate: it has no effect without --gateway",
            "add --gateway HOST:PORT"
        },
        {
            "train mf --data good.csv --cluster-id other",
            "--cluster-id: it has no effect without --gateway",
            "add --gateway HOST:PORT"
        },
        { "data info nowhere.csv", "nowhere.csv", "" },
        { "data info bad.csv", "bad.csv:3:", "" },
        { "data info bad.csv --format excel", "--format excel: there is no such format", "use one of libsvm" },
        { "data info bad.csv --header --no-header", "--header --no-header: they contradict", "give one of them" },
        { "data convert bad.csv bad.csv", "bad.csv: FROM and TO are the same file", "choose another name" },
        { "data convert good.csv other.xyz", "other.xyz: the name's ending does not say", "pass --to" },
        {
            "data generate lasso --out x.svm --samples 0",
            "--samples 0: 'samples' is '0'",
            "write a whole number from 1"
        },
        { "data generate lasso --out x.svm --noise loud", "--noise loud: 'noise' is 'loud'", "write a number from 0" },
        { "data generate lasso --out no/x.svm", "no/x.svm: its folder does not exist", "create" },
        {
            "data generate ratings --out x.csv --users 2 --items 2 --count 5",
            "--count 5: 5 ratings of 2 × 2 pairs",
            "write at most users × items"
        },
    };

    [Theory]
    [MemberData(nameof(MistakesOfRuns))]
    [MemberData(nameof(MistakesOfOthers))]
    public async Task Mistake_IsToldInThreeLinesAtMost_AndWritesNothing(string command, string problem, string remedy)
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small);
        workspace.Write("broken.yaml", "name: broken\nstop: {clocks: 3}\nprogram: {name: mf\n");
        workspace.Write("bad.csv", "userId,movieId,rating\n1,2,3.5\n1,x,4\n");
        workspace.Write("good.csv", "userId,movieId,rating\n1,2,3.5\n2,1,4\n");
        workspace.Write("taken", "a file, not a folder");
        string data = LabWorkspace.Small.Replace(
            "data: {generate: ratings, users: 30, items: 20, rank: 2, ratings: 300, noise: 0.1}",
            "data: {file: bad.csv}",
            StringComparison.Ordinal);
        workspace.Write("bad-data.yaml", data);
        string[] before = workspace.Snapshot(".");

        LabRun run = await workspace.RunAsync(command.Split(' '));

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(string.Empty, run.Out);
        Assert.InRange(run.ErrorLines.Length, 1, 3);
        string error = run.Error.Replace(workspace.Folder + "/", "", StringComparison.Ordinal);
        Assert.StartsWith(problem, error, StringComparison.Ordinal);
        Assert.Contains(remedy, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, workspace.Snapshot("."));
        Assert.False(Directory.Exists(workspace.Path("results")));
    }

    /// <summary>Without a cluster, variables are there for others.</summary>
    [Fact]
    public async Task Variable_OfTlsWithoutACertificate_IsRefused()
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small);
        workspace.Variables["PETUUM_TLS_AUTHORITY"] = "ca.crt";
        LabRun run = await workspace.RunAsync("jobs", "--gateway", "localhost:1");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(
            "PETUUM_TLS_AUTHORITY: it has no effect without a certificate", run.Error, StringComparison.Ordinal);
        Assert.Contains("set PETUUM_TLS_CERTIFICATE, too", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await workspace.RunAsync("run", "small.yaml", "--seed", "1")).ExitCode);
    }
}
