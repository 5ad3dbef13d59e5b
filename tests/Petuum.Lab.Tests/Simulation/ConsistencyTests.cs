using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Simulation;
using Petuum.Lab.Simulation.Stragglers;
using Petuum.Lab.Testing.Plans;
using Petuum.Lab.Testing.Programs;

namespace Petuum.Lab.Tests.Simulation;

/// <summary>What consistency policies promise, and what they are for, seen from outside.</summary>
public class ConsistencyTests
{
    /// <summary>Two units a round, each with rows of its own to fetch: computing hides the way.</summary>
    [Fact]
    public void Prefetching_HidesTheWayToTheShard()
    {
        long Time(bool prefetches)
        {
            JobPlan plan = Toys.Plan(new PagingProgram(), new Ssp(3), workers: 2, clocks: 20) with
            {
                UnitsPerRound = 2,
                Prefetches = prefetches,
            };
            return Toys.Run(Toys.Options, plan).TimeMicros;
        }

        // 40 units of 1,000 µs; without prefetching nearly every unit waits 200 µs for its rows.
        Assert.InRange(Time(prefetches: false), 46_000, 50_000);
        Assert.InRange(Time(prefetches: true), 40_000, 41_500);
    }

    [Fact]
    public void Worker_StartsARound_OnlyWhenAllHaveCompletedTheRoundsItMayNotMiss() =>
        Prop.ForAll(SimulationCase.Arbitrary(Bounded), random =>
        {
            int[] completed = new int[random.Plan.Workers];
            int staleness = random.Plan.Staleness;
            EventRecorder watcher = new(happened =>
            {
                if (happened.Kind == RunEventKind.RoundStarted)
                {
                    Assert.True(
                        completed.Min() >= happened.Clock - staleness,
                        $"{happened} while {string.Join(", ", completed)}");
                }
                else if (happened.Kind == RunEventKind.RoundEnded)
                {
                    completed[happened.Source.Index]++;
                }

                return false;
            });
            random.Run(plan => new CountingProgram(plan.Shape), watcher, out _);
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(100));

    [Fact]
    public void Worker_RunsAsFarAheadAsItMay_WhenAnotherIsSlow()
    {
        int[] completed = new int[2];
        int ahead = 0;
        EventRecorder watcher = new(happened =>
        {
            completed[happened.Source.Index] += happened.Kind == RunEventKind.RoundEnded ? 1 : 0;
            ahead = Math.Max(ahead, completed.Max() - completed.Min());
            return false;
        });
        SimulationOptions options = Toys.Options with { Stragglers = new TraceReplay([new(0, 0, 1), new(1, 0, 50)]) };
        Toys.Run(options, Toys.Plan(new TouchProgram(4, 1, work: 100), new Ssp(3), workers: 2, clocks: 20), watcher);
        Assert.Equal(4, ahead);
    }

    [Fact]
    public void Essp_ReadsFresherRowsThanSsp_UnderTheSameBound()
    {
        double ssp = MeanLag(new Ssp(5));
        double essp = MeanLag(new Essp(5));
        Assert.InRange(essp, 1, 2.2);
        Assert.InRange(ssp, essp + 1, 6);
    }

    [Fact]
    public void Bsp_HasALagOfOne_Always() => Assert.Equal(1, MeanLag(new Bsp()));

    [Fact]
    public void Asp_NeverWaitsForOthers_HoweverSlowTheyAre()
    {
        long[] alone = RoundEnds(NoStragglers.Instance);
        long[] besideASnail = RoundEnds(new TraceReplay([new(0, 0, 1), new(1, 0, 1_000)]));
        Assert.Equal(alone, besideASnail);
        Assert.Equal(20, alone.Length);
        // Apart from the first copies, it computes all the time: 10 µs a work unit, 100 a round.
        Assert.Equal(200 + (20 * 1_000), alone[^1]);
    }

    private static long[] RoundEnds(IStragglerModel stragglers) =>
    [
        .. Toys.EventsOf(
                RunEventKind.RoundEnded,
                Toys.Options with { Stragglers = stragglers },
                Toys.Plan(new TouchProgram(4, 1, work: 100), new Asp(), workers: 2, clocks: 20))
            .Where(happened => happened.Source.Index == 0)
            .Select(happened => happened.TimeMicros),
    ];

    /// <summary>
    /// Mean of (round − clock of the copy) over all rows read after the first rounds: 1 is as fresh as BSP.
    /// </summary>
    private static double MeanLag(ConsistencyPolicy policy)
    {
        long lags = 0;
        long reads = 0;
        EventRecorder watcher = new(happened =>
        {
            if (happened is { Kind: RunEventKind.RowsRead, Clock: >= 10, Payload: RowView rows })
            {
                for (int read = 0; read < rows.Count; read++)
                {
                    lags += happened.Clock - rows.ProvenanceOf(read).Clock + 1;
                    reads++;
                }
            }

            return false;
        });
        SimulationOptions options = Toys.Options with
        {
            Network = Toys.Options.Network with { Latency = new UniformLatency(50, 150) },
        };
        JobPlan plan = Toys.Plan(new TouchProgram(4, 1, work: 100), policy, workers: 6, clocks: 60);
        Assert.Equal(JobOutcome.Completed, Toys.Run(options, plan with { Apply = ApplyMode.Clocked }, watcher).Outcome);
        return lags / (double)reads;
    }

    private static PlanCase Bounded(PlanCase plan) => plan.Policy switch
    {
        AnyPolicy.Asp => plan with { Policy = AnyPolicy.Ssp },
        AnyPolicy.Mixed => plan with { Policy = AnyPolicy.Essp },
        _ => plan,
    };
}
