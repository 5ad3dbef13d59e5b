using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Apps.Dnn;
using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Simulation;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Tests.Networks;

/// <summary>Wait-free back-propagation: the same learning, sent a layer at a time.</summary>
public sealed class WaitFreeTests
{
    private static readonly ClassData Data = new(NetworkCase.Planted(samples: 60, features: 9, classes: 3).Data);

    /// <summary>Under BSP a clock's increments count together, whenever they left.</summary>
    [Fact]
    public void Model_IsTheSame_ToTheBit()
    {
        var cases =
            from hidden in Gen.Choose(1, 12).ListOf(2)
            from workers in Gen.Choose(1, 4)
            from batch in Gen.Choose(4, 40)
            select (hidden, workers, batch);
        Prop.ForAll(cases.ToArbitrary(), drawn =>
        {
            float[][] Learnt(bool waitFree)
            {
                JobResult result = Run(
                    NetworkCase.Dnn with { Hidden = [.. drawn.hidden], Batch = drawn.batch, WaitFree = waitFree },
                    drawn.workers, bytesPerSecond: 0, out _);
                return [.. Enumerable.Range(0, 6).Select(table => Values(result.Model!, table))];
            }

            Assert.Equal(Learnt(waitFree: false), Learnt(waitFree: true));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(20));
    }

    [Fact]
    public void Layers_LeaveOneAfterTheOther_TheFirstWithTheTick()
    {
        EventRecorder updates = new(
            happened => happened is { Kind: RunEventKind.UpdateCreated, Peer.Index: 0 },
            happened => string.Join(
                " ",
                ((Update)happened.Payload!).Changes.Select(change => change.Batch.Table.Index)
                    .Append(((Update)happened.Payload!).EndsClock ? -1 : -2)));
        Run(NetworkCase.Dnn with { Hidden = [5, 4], WaitFree = true }, 2, bytesPerSecond: 0, out _, updates, shards: 1);
        foreach (var round in updates.Events.GroupBy(happened => (happened.Source, happened.Clock)))
        {
            Assert.Equal(["4 5 -2", "2 3 -2", "0 1 -1"], round.Select(happened => (string)happened.Payload!));
        }
    }

    /// <summary>The last layers are under way while the first is computed.</summary>
    [Fact]
    public void Clocks_AreShorter_WhereSendingTakesAsLongAsComputing()
    {
        DnnOptions deep = NetworkCase.Dnn with { Hidden = [64, 64, 64] };
        Run(deep, 2, bytesPerSecond: 4_000_000, out long waiting);
        Run(deep with { WaitFree = true }, 2, bytesPerSecond: 4_000_000, out long waitFree);
        Assert.True(waitFree < 0.9 * waiting, $"{waitFree} μs wait-free, {waiting} μs otherwise");
    }

    private static float[] Values(Model model, int table)
    {
        TableId id = new(table);
        IEnumerable<int> rows = Enumerable.Range(0, model.Tables[table].Rows);
        return [.. rows.SelectMany(row => model.Dense<float>(id, row).ToArray())];
    }

    private static JobResult Run(
        DnnOptions options,
        int workers,
        long bytesPerSecond,
        out long micros,
        IRunObserver? observer = null,
        int shards = 2)
    {
        SimulatedCluster cluster = new(new SimulationOptions
        {
            Network = new NetworkModel(
                new UniformLatency(50, 400), bytesPerSecond, MicrosPerMessage: 5, ShardPlacement.Dedicated,
                Ordered: false),
            Compute = new ComputeModel(MicrosPerWorkUnit: 0.05, MicrosPerRound: 100),
            Stragglers = NoStragglers.Instance,
            Seed = new Seed(9),
        });
        DnnProgram program = new(Data, null, options, new Seed(3));
        JobPlan plan = NetworkCase.Plan(program, workers, clocks: 12, new Bsp()) with { Shards = shards };
        JobResult result = cluster.RunAsync(plan, observer ?? NullObserver.Instance, CancellationToken.None)
            .GetAwaiter().GetResult();
        Assert.Equal(JobOutcome.Completed, result.Outcome);
        micros = cluster.Accounting.NowMicros;
        return result;
    }
}
