using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Testing.Programs;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Grains.Tests;

/// <summary>When cuts are offered.</summary>
public sealed class CutPlannerTests
{
    private static readonly JobPlan Plan = Toys.Plan(new EmptyProgram(), new Bsp(), workers: 1, clocks: 1_000_000);

    /// <summary>√(2·T_s·T_f/N), [B] §5, with what storing the last one took: the slowest machine's time.</summary>
    [Theory]
    [InlineData(0.5, 1, 3600, 60)]
    [InlineData(2, 4, 3600, 60)]
    [InlineData(8, 1, 900, 120)]
    public void Interval_FollowsCostAndFailures(double cost, int silos, double meanTimeToFailure, double interval)
    {
        CutPlanner planner = new(Plan, null, 2, silos, TimeSpan.FromSeconds(meanTimeToFailure)) { Start = 0 };
        TimeSpan now = TimeSpan.FromHours(1);
        int clock = planner.Next(10, now)!.Value;
        Assert.False(planner.Heard(new WorkerId(0), Stored(clock, cost / 3), now));
        Assert.True(planner.Heard(new ShardId(0), Stored(clock, cost), now));
        Assert.Null(planner.Next(20, now + TimeSpan.FromSeconds(interval - 0.01)));
        Assert.True(planner.Next(20, now + TimeSpan.FromSeconds(interval + 0.01)) > 20);
    }

    [Fact]
    public void Cut_ThatSomebodyWasPast_IsOfferedFurtherAhead()
    {
        CutPlanner planner = new(Plan, 1, 1, 1, TimeSpan.FromDays(1)) { Start = 0 };
        int ahead = 0;
        for (int trial = 0; trial < 5; trial++)
        {
            int clock = planner.Next(100, TimeSpan.Zero)!.Value;
            Assert.True(clock - 100 > ahead, $"offered at {clock} after {100 + ahead} was refused");
            ahead = clock - 100;
            planner.Heard(new WorkerId(0), new MachineReport { RefusedCuts = [clock] }, TimeSpan.Zero);
            Assert.Null(planner.Outstanding);
        }
    }

    /// <summary>Its machines would report the first offer's end as the second's.</summary>
    [Fact]
    public void Cut_ThatCouldNotBeStored_IsNotOfferedAgain()
    {
        CutPlanner planner = new(Plan, 20, 1, 1, TimeSpan.FromDays(1)) { Start = 0 };
        int first = planner.Next(10, TimeSpan.Zero)!.Value;
        planner.Heard(Endpoint.Job, new MachineReport { RefusedCuts = [first] }, TimeSpan.Zero);
        int second = planner.Next(10, TimeSpan.Zero)!.Value;
        Assert.True(second > first, $"{second} after {first}");
        MachineReport stored = Stored(second, 1) with { RefusedCuts = [first] };
        Assert.True(planner.Heard(Endpoint.Job, stored, TimeSpan.Zero));
        Assert.Equal(second + 20, planner.Next(10, TimeSpan.Zero));
    }

    private static MachineReport Stored(int clock, double seconds) =>
        new() { StoredCuts = [clock], StoreMicros = (long)(seconds * 1e6) };
}
