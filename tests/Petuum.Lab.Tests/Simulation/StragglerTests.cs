using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Simulation;
using Petuum.Lab.Simulation.Stragglers;

namespace Petuum.Lab.Tests.Simulation;

/// <summary>The injectors against PAPERS D8, and that they are pure functions.</summary>
public class StragglerTests
{
    private const long Nominal = 1_000_000;
    private const int Workers = 50;
    private const int Clocks = 400;

    public static TheoryData<IStragglerModel> Models =>
    [
        NoStragglers.Instance,
        new SlowWorker(1, new Seed(1)),
        new DisruptedMachine(2, 20_000_000, 0.2, new Seed(2)),
        new PowerLaw(4, new Seed(3)),
        new Persistent(0.5, 0.75),
        new TraceReplay([new(0, 0, 1.5), new(0, 1, 2), new(1, 0, 1)]),
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void Model_DependsOnItsArgumentsAlone_InWhateverOrderItIsAsked(IStragglerModel model)
    {
        Gen<(int Worker, int Clock, int Start, int Nominal)> call =
            from worker in Gen.Choose(0, 20)
            from clock in Gen.Choose(0, 100)
            from start in Gen.Choose(0, 1_000_000_000)
            from nominal in Gen.Choose(0, 100_000_000)
            select (worker, clock, start, nominal);
        Prop.ForAll(Gen.ArrayOf(call).ToArbitrary(), calls =>
        {
            long[] forwards = [.. calls.Select(Ask)];
            long[] backwards = [.. calls.Reverse().Select(Ask)];
            Assert.Equal(forwards, backwards.Reverse());
            Assert.All(calls.Zip(forwards), asked => Assert.True(asked.Second >= asked.First.Nominal));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

        long Ask((int Worker, int Clock, int Start, int Nominal) asked) =>
            model.ComputeMicros(new WorkerId(asked.Worker), asked.Clock, asked.Start, asked.Nominal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(2)]
    public void SlowWorker_IsHeldUpAtTenPointsWithOnePercent_ForUpToTwoRounds(double intensity)
    {
        double[] factors = Factors(new SlowWorker(intensity, new Seed(4)));
        Assert.Equal(1 + (0.1 * intensity), factors.Average(), tolerance: 0.012 * Math.Max(intensity, 0.1));
        Assert.InRange(factors.Min(), 1, 1);
        double[] delays = [.. factors.Where(factor => factor > 1.000_01).Select(factor => factor - 1)];
        double expected = intensity == 0 ? 0 : 1 - Power(0.99, 10);
        Assert.Equal(expected, delays.Length / (double)factors.Length, tolerance: 0.008);
        if (intensity > 0)
        {
            // Of those held up once (nearly all) a quarter is below half a round length.
            double quarter = delays.Count(delay => delay < 0.5 * intensity) / (double)delays.Length;
            Assert.Equal(0.239, quarter, tolerance: 0.03);
            Assert.True(delays.Max() < 8 * intensity);
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(11)]
    public void PowerLaw_HasItsTailAndItsMean(double alpha)
    {
        double[] factors = Factors(new PowerLaw(alpha, new Seed(5)));
        Assert.True(factors.Min() >= 1);
        Assert.Equal((alpha - 1) / (alpha - 2), factors.Average(), tolerance: 0.02);
        foreach (double bound in new[] { 1.1, 1.5, 2, 3 })
        {
            double beyond = factors.Count(factor => factor > bound) / (double)factors.Length;
            Assert.Equal(DeterministicMath.Pow(bound, 1 - alpha), beyond, tolerance: 0.012);
        }
    }

    [Fact]
    public void DisruptedMachine_IsDisruptedInTheGivenShareOfWindows_EachWorkerByItself()
    {
        DisruptedMachine model = new(1, 20_000_000, 0.2, new Seed(6));
        bool[][] disrupted =
        [
            .. Enumerable.Range(0, Workers).Select(worker => Enumerable.Range(0, Clocks)
                .Select(window => model.IsDisrupted(new WorkerId(worker), window)).ToArray()),
        ];
        Assert.Equal(0.2, disrupted.Average(windows => windows.Count(hit => hit)) / Clocks, tolerance: 0.01);
        int both = disrupted[0].Zip(disrupted[1]).Count(pair => pair is { First: true, Second: true });
        Assert.Equal(0.04, both / (double)Clocks, tolerance: 0.03);
    }

    [Fact]
    public void DisruptedMachine_ComputesAtTheSpeedOfEachWindow_LikeOneThatIsAdvancedEveryMicrosecond()
    {
        Gen<(int Worker, int Start, int Nominal, int Interval, int Intensity)> cases =
            from worker in Gen.Choose(0, 3)
            from start in Gen.Choose(0, 500)
            from nominal in Gen.Choose(0, 500)
            from interval in Gen.Choose(1, 200)
            from intensity in Gen.Choose(0, 7)
            select (worker, start, nominal, interval, intensity);
        Prop.ForAll(cases.ToArbitrary(), random =>
        {
            DisruptedMachine model = new(random.Intensity / 2.0, random.Interval, 0.4, new Seed(7));
            WorkerId worker = new(random.Worker);
            double done = 0;
            long now = random.Start;
            while (done < random.Nominal - 1e-6)
            {
                done += model.IsDisrupted(worker, now / random.Interval) ? 1 / (1 + (random.Intensity / 2.0)) : 1;
                now++;
            }

            long measured = model.ComputeMicros(worker, clock: 0, random.Start, random.Nominal);
            Assert.InRange(measured, now - random.Start - 1, now - random.Start);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Persistent_SlowsTheGivenShareOfMachines_AlwaysTheSame(double share)
    {
        Persistent model = new(share, 0.75);
        long[] times =
            [.. Enumerable.Range(0, 40).Select(worker => model.ComputeMicros(new WorkerId(worker), 9, 9, 300))];
        Assert.Equal(40 * share, times.Count(time => time == 400));
        Assert.Equal(40 * (1 - share), times.Count(time => time == 300));
    }

    [Fact]
    public void Trace_IsReplayed_AndBeginsAnewBeyondItsEnd()
    {
        TraceReplay model = new([new(1, 0, 3), new(0, 1, 2), new(0, 0, 1.5)]);
        Assert.Equal([150, 200, 150, 200], Enumerable.Range(0, 4).Select(clock => Ask(0, clock)));
        Assert.Equal([300, 300], Enumerable.Range(0, 2).Select(clock => Ask(1, clock)));
        Assert.Equal((200, 300), (Ask(2, 1), Ask(3, 5)));

        long Ask(int worker, int clock) => model.ComputeMicros(new WorkerId(worker), clock, 0, 100);
    }

    [Fact]
    public void Trace_IsRefused_WithAGapOrASecondEntryOrAnImpossibleFactor()
    {
        Assert.Throws<PlanException>(() => new TraceReplay([]));
        Assert.Throws<PlanException>(() => new TraceReplay([new(0, 1, 1)]));
        Assert.Throws<PlanException>(() => new TraceReplay([new(1, 0, 1)]));
        Assert.Throws<PlanException>(() => new TraceReplay([new(-1, 0, 1)]));
        Assert.Throws<PlanException>(() => new TraceReplay([new(0, 0, 1), new(0, 0, 1)]));
        Assert.Throws<PlanException>(() => new TraceReplay([new(0, 0, 1), new(2, 0, 1)]));
        Assert.Throws<PlanException>(() => new TraceReplay([new(0, 0, 0)]));
        Assert.Throws<PlanException>(() => new TraceReplay([new(0, 0, double.PositiveInfinity)]));
    }

    [Fact]
    public void Model_RefusesNumbersThatMeanNothing()
    {
        Assert.Throws<PlanException>(() => new SlowWorker(-1, default));
        Assert.Throws<PlanException>(() => new PowerLaw(2, default));
        Assert.Throws<PlanException>(() => new DisruptedMachine(1, 0, 0.2, default));
        Assert.Throws<PlanException>(() => new DisruptedMachine(1, 1, 1.2, default));
        Assert.Throws<PlanException>(() => new Persistent(0.5, 0));
    }

    private static double[] Factors(IStragglerModel model) =>
    [
        .. from worker in Enumerable.Range(0, Workers)
           from clock in Enumerable.Range(0, Clocks)
           select model.ComputeMicros(new WorkerId(worker), clock, startMicros: 0, Nominal) / (double)Nominal,
    ];

    private static double Power(double x, int times) =>
        Enumerable.Range(0, times).Aggregate(1.0, (product, _) => product * x);
}
