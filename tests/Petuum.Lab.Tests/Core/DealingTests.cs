using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Tests.Core;

/// <summary>Which worker gets which of a round's units.</summary>
public sealed class DealingTests
{
    [Fact]
    public void EveryWorker_GetsItsUnits_AndThoseForAll_InOrder() =>
        Prop.ForAll(Gen.Choose(-1, 6).ArrayOf().ToArbitrary(), drawn =>
        {
            const int Workers = 7;
            (WorkUnit Unit, WorkerId? Worker)[] units = Units(drawn);
            List<WorkUnit>[] dealt = ScheduleOutput.ByWorker(units, Workers);
            for (int worker = 0; worker < Workers; worker++)
            {
                WorkUnit[] own =
                    [.. units.Where(unit => (unit.Worker?.Index ?? worker) == worker).Select(unit => unit.Unit)];
                Assert.Equal(own, dealt[worker]);
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed());

    /// <summary>With a look for each worker, rotation over 4,000 workers took five times as long.</summary>
    [Fact]
    public void EveryUnit_IsLookedAtOnce_HoweverManyWorkersThereAre()
    {
        const int Workers = 1000;
        int looks = 0;
        IEnumerable<(WorkUnit Unit, WorkerId? Worker)> units =
            Units([.. Enumerable.Range(0, Workers)]).Select(unit =>
            {
                looks++;
                return unit;
            });
        Assert.All(ScheduleOutput.ByWorker(units, Workers), own => Assert.Single(own));
        Assert.Equal(Workers, looks);
    }

    private static (WorkUnit Unit, WorkerId? Worker)[] Units(int[] workers) =>
        [.. workers.Select((worker, index) => (
            new WorkUnit(0, index, new[] { index }), worker < 0 ? (WorkerId?)null : new WorkerId(worker)))];
}
