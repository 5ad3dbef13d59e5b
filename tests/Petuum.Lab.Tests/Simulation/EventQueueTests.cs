using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Simulation.Engine;

namespace Petuum.Lab.Tests.Simulation;

public class EventQueueTests
{
    /// <summary>An operation is a delay to add an event after, or −1 to take the next.</summary>
    [Fact]
    public void Queue_TakesInOrderOfTimeAndThenOfAdding_LikeASortedList()
    {
        Gen<int[]> operations = Gen.ArrayOf(Gen.Choose(-12, 12).Select(value => Math.Max(value, -1)))
            .Resize(3_000);
        Prop.ForAll(Arb.From(operations, ArbMap.Default.ArbFor<int[]>().Shrinker), steps =>
        {
            EventQueue<int> queue = new();
            List<(long Micros, int Order)> model = [];
            long now = 0;
            int added = 0;
            foreach (int step in steps)
            {
                if (step >= 0)
                {
                    queue.Add(now + step, added);
                    model.Add((now + step, added++));
                }
                else if (model.Count > 0)
                {
                    (long Micros, int Order) expected = model.Min();
                    model.Remove(expected);
                    Assert.Equal(expected.Micros, queue.NextMicros);
                    int taken = queue.Take(out now);
                    Assert.Equal(expected, (now, taken));
                }

                Assert.Equal(model.Count, queue.Count);
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(60));
    }

    [Fact]
    public void Queue_AllocatesNothing_OnceItHasGrown()
    {
        EventQueue<int> queue = new();
        Turn(queue);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Turn(queue);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void Turn(EventQueue<int> queue)
    {
        for (int added = 0; added < 5_000; added++)
        {
            queue.Add((added * 7_919L) % 1_000, added);
        }

        while (queue.Count > 0)
        {
            queue.Take(out _);
        }
    }
}
