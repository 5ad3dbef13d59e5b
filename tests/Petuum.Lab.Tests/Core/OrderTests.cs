using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Tests.Core;

/// <summary>Clocks of many writers, and messages put back into order.</summary>
public class OrderTests
{
    [Fact]
    public void VectorClock_MinIsTheSmallestAndTickSaysWhenItRises_ForAnyTicks() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ArrayOf().ToArbitrary(), draws =>
        {
            int writers = 1 + (draws.Length % 4);
            VectorClock clock = new(writers);
            int[] naive = new int[writers];
            foreach (int draw in draws)
            {
                int before = naive.Min();
                naive[draw % writers]++;
                Assert.Equal(naive.Min() > before, clock.Tick(draw % writers));
                Assert.Equal(naive.Min(), clock.Min);
                Assert.Equal(naive, Enumerable.Range(0, writers).Select(writer => clock[writer]));
                Assert.Equal(
                    Enumerable.Range(0, writers).Where(writer => naive[writer] == naive.Min()), clock.Slowest());
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void InOrderInbox_HandsOutEverySendersMessagesOnceAndInOrder_ForAnyArrivals() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), draw =>
        {
            Pcg32 generator = new Seed((ulong)draw).CreateGenerator();
            MessagePool pool = new();
            InOrderInbox inbox = new();
            int[] counts = [generator.NextInt(8), generator.NextInt(8), generator.NextInt(8)];
            List<Message> bag = [];
            for (int sender = 0; sender < counts.Length; sender++)
            {
                for (int sequence = 0; sequence < counts[sender]; sequence++)
                {
                    for (int copy = 0; copy <= generator.NextInt(3); copy++)
                    {
                        bag.Add(Message(pool, sender, sequence));
                    }
                }
            }

            Message[] arrivals = [.. bag];
            generator.Shuffle<Message>(arrivals);
            List<long>[] handled = [[], [], []];
            foreach (Message arrival in arrivals)
            {
                Endpoint sender = arrival.From;
                for (Message? next = inbox.Accept(arrival) ? arrival : null;
                    next is not null;
                    next = inbox.TakeNext(sender))
                {
                    Assert.Equal(sender, next.From);
                    handled[sender.Index].Add(next.Sequence);
                    next.Release();
                }
            }

            for (int sender = 0; sender < counts.Length; sender++)
            {
                Assert.Equal(Enumerable.Range(0, counts[sender]).Select(sequence => (long)sequence), handled[sender]);
            }

            Assert.Equal(0, pool.MessagesInUse);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Numbering_CountsEachReceiversMessagesFromZero()
    {
        MessagePool pool = new();
        Numbering numbering = new(new WorkerId(3));
        long[] toFirst =
            [.. Enumerable.Range(0, 3).Select(_ => numbering.Stamp(pool.RentUpdate(), new ShardId(0)).Sequence)];
        Update other = numbering.Stamp(pool.RentUpdate(), new ShardId(1));
        Assert.Equal([0, 1, 2], toFirst);
        Assert.Equal(((Endpoint)new WorkerId(3), (Endpoint)new ShardId(1), 0L), (other.From, other.To, other.Sequence));
    }

    private static Message Message(MessagePool pool, int sender, int sequence)
    {
        Update message = pool.RentUpdate();
        (message.From, message.To, message.Sequence) = (new WorkerId(sender), new ShardId(0), sequence);
        return message;
    }
}
