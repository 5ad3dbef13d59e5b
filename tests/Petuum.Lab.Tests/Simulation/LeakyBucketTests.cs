using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Simulation;

namespace Petuum.Lab.Tests.Simulation;

public class LeakyBucketTests
{
    private static readonly Gen<(int Wait, int Bytes)> Step =
        from wait in Gen.Choose(0, 60)
        from bytes in Gen.Choose(0, 40)
        select (wait, bytes);

    private static readonly Gen<(int Rate, int Burst, (int Wait, int Bytes)[] Steps)> Cases =
        from rate in Gen.Choose(1, 3_000_000)
        from burst in Gen.Choose(1, 100)
        from steps in Gen.ArrayOf(Step)
        select (rate, burst, steps);

    [Fact]
    public void Bucket_EqualsOneThatFillsEveryMicrosecond_WhateverIsDrained() =>
        Prop.ForAll(Arb.From(Cases, Shrink), random =>
        {
            LeakyBucket bucket = new(random.Rate, random.Burst);
            decimal level = random.Burst;
            long now = 0;
            foreach ((int wait, int bytes) in random.Steps)
            {
                for (int micro = 0; micro < wait; micro++)
                {
                    level = Math.Min(random.Burst, level + (random.Rate / 1_000_000m));
                }

                now += wait;
                Assert.Equal((long)Math.Floor(level), bucket.Available(now));
                Assert.Equal(level == random.Burst, bucket.IsFull(now));
                bucket.Drain(now, bytes);
                level -= bytes;
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(200));

    [Fact]
    public void Sender_NeverExceedsTheRateByMoreThanTheBurst_WhenItSendsWhatIsAvailable() =>
        Prop.ForAll(Arb.From(Cases, Shrink), random =>
        {
            LeakyBucket bucket = new(random.Rate, random.Burst);
            long now = 0;
            long sent = 0;
            foreach ((int wait, _) in random.Steps)
            {
                now += wait;
                long available = Math.Max(0, bucket.Available(now));
                bucket.Drain(now, available);
                sent += available;
                Assert.True(sent <= random.Burst + (random.Rate * now / 1_000_000m));
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(200));

    [Fact]
    public void Bucket_IsFullAgain_AfterAnAge()
    {
        LeakyBucket bucket = new(long.MaxValue / 4, 9_000_000_000_000);
        bucket.Drain(0, 9_000_000_000_000);
        Assert.Equal(0, bucket.Available(0));
        Assert.Equal(9_000_000_000_000, bucket.Available(long.MaxValue));
    }

    [Fact]
    public void Bucket_RefusesABudgetOfNothing()
    {
        Assert.Throws<PlanException>(() => new LeakyBucket(0, 1));
        Assert.Throws<PlanException>(() => new LeakyBucket(1, 0));
    }

    private static IEnumerable<(int Rate, int Burst, (int Wait, int Bytes)[] Steps)> Shrink(
        (int Rate, int Burst, (int Wait, int Bytes)[] Steps) failing)
    {
        for (int index = 0; index < failing.Steps.Length; index++)
        {
            yield return failing with { Steps = [.. failing.Steps[..index], .. failing.Steps[(index + 1)..]] };
        }

        if (failing.Rate > 1)
        {
            yield return failing with { Rate = failing.Rate / 2 };
        }
    }
}
