using Petuum.Lab.Apps.Lasso;
using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Figures;
using Petuum.Lab.Runs;
using Petuum.Lab.Simulation;
using Petuum.Lab.Simulation.Checkers;
using Petuum.Lab.Simulation.Stragglers;
using Petuum.Lab.Specs;
using Petuum.Lab.Tests.Results;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Tests.Specs;

public class ComposerTests
{
    private static ComposedRun Compose(string text, params string[] overrides) =>
        new Composer(".").Compose(Sweep.Expand(SpecTexts.Read(text, overrides))[0]);

    public static TheoryData<string> Examples =>
        [.. Repository.Files("*.yaml").Where(file => file.StartsWith("experiments/specs/", StringComparison.Ordinal))];

    [Fact]
    public void Plan_SaysWhatTheSpecSays()
    {
        JobPlan plan = Compose(SpecTexts.Mf, "consistency.tables={items: {policy: ssp, staleness: 7}}",
            "units-per-round=3", "stop.tolerance=0.01").Plan;
        Assert.IsType<MfProgram>(plan.Program);
        Assert.Equal((new Essp(2), new Ssp(7)), (plan.Consistency[0], plan.Consistency[1]));
        Assert.Equal((2, 1, 3, ApplyMode.Clocked), (plan.Workers, plan.Shards, plan.UnitsPerRound, plan.Apply));
        Assert.Equal(new StopRule(10, 0.01, null, 1000), plan.Stop);
        Assert.Equal(1UL, plan.Seed.Value);
        LassoProgram lasso = Assert.IsType<LassoProgram>(Compose(SpecTexts.Lasso).Plan.Program);
        Assert.Equal(0.5, lasso.Lambda);
    }

    [Theory]
    [InlineData("ssp", "unbounded", "ASP")]
    [InlineData("ssp", "4", "SSP(4)")]
    [InlineData("essp", "0", "ESSP(0)")]
    public void Policy_HasThePapersName(string policy, string staleness, string name) => Assert.Equal(
        name, Compose(SpecTexts.Lasso, $"consistency.policy={policy}", $"consistency.staleness={staleness}")
            .Plan.Consistency[0].ToString());

    [Fact]
    public void Communication_IsInBytes()
    {
        ManagedCommunication managed = Compose(
            SpecTexts.Mf,
            "communication={bandwidth-mbps: 8, burst-kb: 2, rows: 5, priority: random}",
            "apply=arrival").Plan.Communication!;
        Assert.Equal((1_000_000L, 2000L, 5, CommunicationPriority.Random),
            (managed.BytesPerSecond, managed.BurstBytes, managed.RowsMax, managed.Priority));
    }

    [Fact]
    public void Cluster_IsTheSimulators()
    {
        SimulationOptions simulation = Compose(
            SpecTexts.Mf,
            "cluster.network={latency-micros: {uniform: [1, 3]}, bandwidth-mbps: 1, message-micros: 2, ordered: off}",
            "cluster.placement=on-workers",
            "cluster.compute={micros-per-unit: 0.5, micros-per-round: 9}",
            "cluster.stragglers={model: persistent, share: 0.5, speed: 0.25}").Simulation;
        Assert.Equal(new NetworkModel(new UniformLatency(1, 3), 125_000, 2, ShardPlacement.OnWorkers, Ordered: false),
            simulation.Network);
        Assert.Equal(new ComputeModel(0.5, 9), simulation.Compute);
        Assert.Equal(new Persistent(0.5, 0.25), simulation.Stragglers);
        Assert.Same(NoStragglers.Instance, Compose(SpecTexts.Mf).Simulation.Stragglers);
    }

    [Fact]
    public void Stragglers_Multiply()
    {
        const string Slow = "{model: persistent, share: 1, speed: 0.5}";
        const string Slower = "{model: persistent, share: 1, speed: 0.25}";
        IStragglerModel both = Compose(SpecTexts.Mf, $"cluster.stragglers=[{Slow}, {Slower}]").Simulation.Stragglers;
        Assert.Equal(800, both.ComputeMicros(new(0), 0, 0, 100));
    }

    [Fact]
    public void Data_AreTheSame_WhateverTheRunsSeed()
    {
        IReadOnlyList<RunCase> cases = Sweep.Expand(SpecTexts.Read(SpecTexts.Mf, "data.test-share=0.3"), [1, 2]);
        ComposedRun first = new Composer(".").Compose(cases[0]);
        ComposedRun second = new Composer(".").Compose(cases[1]);
        Assert.Equal(first.Data.Ratings!.Value, second.Data.Ratings!.Value);
        Assert.Equal(first.Data.TestRatings!.Item, second.Data.TestRatings!.Item);
        Assert.Equal(100, first.Data.Ratings.Count + first.Data.TestRatings.Count);
        Assert.NotEqual(first.Plan.Seed, second.Plan.Seed);
        ComposedRun other = Compose(SpecTexts.Mf, "data.seed=2");
        Assert.False(Compose(SpecTexts.Mf).Data.Ratings!.Value.SequenceEqual(other.Data.Ratings!.Value));
    }

    [Fact]
    public void File_IsReadFromTheSpecsFolder_AndItsFingerprintCounts()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("x.libsvm"), "1 1:1 2:2\n-1 2:1\n0 1:3\n");
        File.WriteAllText(folder.File("slow.csv"), "worker,clock,factor\n# measured\n0,0,2\n\n0,1,1.5\n");
        string text = SpecTexts.Lasso.Replace(
            "generate: lasso, samples: 50, features: 100", "file: x.libsvm", StringComparison.Ordinal);
        SpecFile spec = SpecReader.Parse(text, folder.File("spec.yaml"),
            ["program.parallelism=2", "cluster.stragglers={model: trace, file: slow.csv}"]);
        RunCase run = Sweep.Expand(spec)[0];
        Composer composer = new(spec.Folder);
        ComposedRun composed = composer.Compose(run);
        Assert.Equal((3, 2), (composed.Data.Samples, composed.Data.Features));
        Assert.Equal(150, composed.Simulation.Stragglers.ComputeMicros(new(0), 1, 0, 100));
        string before = composer.Fingerprint(run);
        File.AppendAllText(folder.File("slow.csv"), "0,2,1\n");
        Assert.NotEqual(before, composer.Fingerprint(run));
    }

    [Theory]
    [InlineData("apply=arrival & communication={bandwidth-mbps: 8}", "has no bandwidth to manage")]
    [InlineData("apply=arrival & consistency={policy: vap, v0: 1}", "needs to know all updates in transit")]
    public void WhatOnlyTheSimulatorCanDo_IsRefusedOnThreads(string overrides, string problem)
    {
        RunCase run = Sweep.Expand(SpecTexts.Read(SpecTexts.Mf, overrides.Split(" & ")))[0];
        SpecException refused = Assert.Throws<SpecException>(
            () => new Composer(".").Compose(run, Composition.Threads));
        Assert.Contains(problem, refused.Problem, StringComparison.Ordinal);
        Assert.NotNull(new Composer(".").Compose(run));
    }

    [Theory]
    [InlineData("program.parallelism=3", 5, "a parallelism of 3 for 2 features")]
    [InlineData("cluster.shards=3", 10, "3 shards for 2 rows")]
    [InlineData("cluster.workers=4", 9, "4 workers for 3 samples")]
    public void Misfit_ThatShowsInTheFile_NamesTheSpecsLine(string value, int line, string problem)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("x.libsvm"), "1 1:1 2:2\n-1 2:1\n0 1:3\n");
        string[] parts = value.Split('=');
        string key = parts[0].Split('.')[1];
        string text = SpecTexts.Lasso
            .Replace("generate: lasso, samples: 50, features: 100", "file: x.libsvm", StringComparison.Ordinal)
            .Replace("parallelism: 4", "parallelism: 2", StringComparison.Ordinal);
        text = System.Text.RegularExpressions.Regex.Replace(
            text, $"{key}: \\d", $"{key}: {parts[1]}", default, TimeSpan.FromSeconds(1));
        SpecFile spec = SpecReader.Parse(text, folder.File("spec.yaml"));
        SpecException refused = Assert.Throws<SpecException>(
            () => new Composer(spec.Folder).Compose(Sweep.Expand(spec)[0]));
        Assert.Equal((line, problem), (refused.Line, refused.Problem));
    }

    [Fact]
    public void RuntimesAndCharts_ThatThereAreNot_AreRefused()
    {
        Assert.Equal(
            "--runtime cloud: there is no 'cloud' runtime; use one of: orleans, simulated, threads",
            Assert.Throws<SpecException>(() => Composition.RequireRuntime("cloud")).Message);
        Assert.Equal(
            "--figures bmp: there are no 'bmp' figures; use some of: pdf, png, svg",
            Assert.Throws<SpecException>(() => Composition.CreateFigureWriter("bmp", FigureOptions.Default)).Message);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_RunsUnderAllCheckers_InEveryCondition(string file)
    {
        SpecFile spec = SpecReader.Load(
            Repository.Path(file), ["stop.clocks=4", "evaluate-every=2", "seeds=[1]"]);
        foreach (RunCase run in Sweep.Expand(spec))
        {
            ComposedRun composed = new Composer(spec.Folder).Compose(run);
            JobResult result = await Composition.CreateCluster(Composition.Simulated, composed)
                .RunAsync(composed.Plan, new CheckerSuite(composed.Plan), CancellationToken.None);
            Assert.Equal(4, result.Clock);
            Assert.True(double.IsFinite(result.Evaluation!.Objective));
        }
    }
}
