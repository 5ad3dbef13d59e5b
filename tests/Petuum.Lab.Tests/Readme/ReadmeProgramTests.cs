using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Simulation;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Tests.Readme;

public sealed class ReadmeProgramTests
{
    [Fact]
    public void Readme_ShowsTheProgramThatIsTestedHere()
    {
        string readme = Plain(File.ReadAllText(Repository.Path("README.md")));
        string source = File.ReadAllText(Repository.Path("tests/Petuum.Lab.Tests/Readme/MeanProgram.cs"));
        string program = source.Split("// README: begin")[1].Split("// README: end")[0];
        Assert.Contains(
            Plain(program.Replace("private sealed", "sealed", StringComparison.Ordinal)),
            readme,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadmeProgram_FindsTheMean_UnderStaleness()
    {
        double[][] parts = [[1, 3], [5, 7], [2, 4], [6, 8]];
        JobPlan plan = new()
        {
            Program = new MeanProgram(parts),
            Workers = parts.Length,
            Shards = 1,
            Apply = ApplyMode.Arrival,
            Consistency = [new Ssp(4)],
            PipelineDepth = 1,
            UnitsPerRound = 1,
            Communication = null,
            EvaluateEvery = 100,
            Stop = new StopRule(MaxClocks: 200, Tolerance: null, TargetObjective: null, DivergenceFactor: 1000),
            Seed = new Seed(1),
        };
        SimulatedCluster cluster = new(new SimulationOptions
        {
            Network = new NetworkModel(
                new ConstantLatency(100),
                BytesPerSecond: 0,
                MicrosPerMessage: 0,
                ShardPlacement.Dedicated,
                Ordered: true),
            Compute = new ComputeModel(MicrosPerWorkUnit: 0, MicrosPerRound: 1000),
            Stragglers = NoStragglers.Instance,
            Seed = new Seed(2),
        });
        JobResult result = await cluster.RunAsync(plan, NullObserver.Instance, CancellationToken.None);
        Assert.Equal(4.5, result.Model!.Dense<double>(new TableId(0), 0)[0], 0.5);
        Evaluation best = plan.Program.Evaluate(result.Model, previous: null);
        Assert.InRange(best.Objective, 42, 44);
    }

    private static string Plain(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));
}
