using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Simulation.Checkers;
using Petuum.Lab.Testing.Clusters;
using Petuum.Lab.Testing.Naive;
using Petuum.Lab.Testing.Plans;
using Petuum.Lab.Testing.Programs;
using Petuum.Lab.Tests.Cuts;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Tests.Contract;

/// <summary>What is true of every runtime: the same cases for each (DESIGN §4).</summary>
public abstract class ClusterContract
{
    private static readonly Config Many = Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(80);

    private static readonly Config Few = Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(8);

    /// <summary>Every program in each of its forms and with each of its schedules.</summary>
    public static TheoryData<string> Programs => [.. CutPrograms.Names];

    /// <summary>The runtime.</summary>
    protected abstract ICluster CreateCluster(ulong seed);

    [Theory]
    [MemberData(nameof(Programs))]
    public void Programs_GoTheSameWayToTheBit_WithStalenessZeroAndClocked(string program) => Prop.ForAll(
        CutCase.Arbitrary(
            program,
            random => random with { Workers = Math.Min(4, random.Workers), Staleness = 0 },
            clocksFactor: 3),
        random =>
        {
            EvaluationLog expected = new();
            EvaluationLog seen = new();
            JobResult shuffled = new ShuffledCluster(random.Plan.Shuffle).Run(CutPrograms.Plan(random), expected);
            JobResult result = Run(CutPrograms.Plan(random), seen, random.Plan.Seed);
            Assert.Equal(shuffled.Outcome, result.Outcome);
            Assert.Equal(expected.Lines, seen.Lines);
            Assert.Equal(Models.ToBytes(shuffled.Model!), Models.ToBytes(result.Model!));
        }).Check(Few);

    [Fact]
    public void Sums_AreExact() => Prop.ForAll(Cases(), random =>
    {
        CountingProgram program = new(random.Shape);
        JobPlan plan = random.Plan(program);
        JobResult result = Run(plan, NullObserver.Instance, random.Seed);
        Assert.Equal((JobOutcome.Completed, plan.Stop.MaxClocks), (result.Outcome, result.Clock));
        Assert.Equal(program.Totals(plan), Models.ToArrays(result.Model!));
    }).Check(Many);

    [Fact]
    public void Promises_AreKept_UnderAllCheckers() => Prop.ForAll(Cases(), random =>
    {
        JobPlan plan = random.Plan(new FloatSumProgram(random.Shape));
        Assert.Equal(JobOutcome.Completed, Run(plan, new CheckerSuite(plan), random.Seed).Outcome);
    }).Check(Many);

    [Fact]
    public void StalenessZero_EqualsSequentialBspToTheBit() => Prop.ForAll(
        Cases(random => random with
        {
            Policy = random.Policy == AnyPolicy.Bsp ? AnyPolicy.Bsp : AnyPolicy.Essp,
            Staleness = 0,
            Apply = ApplyMode.Clocked,
        }),
        random =>
        {
            JobPlan plan = random.Plan(new FloatSumProgram(random.Shape));
            JobResult result = Run(plan, NullObserver.Instance, random.Seed);
            Assert.Equal(Models.ToBytes(SequentialBsp.Run(plan)), Models.ToBytes(result.Model!));
        }).Check(Many);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Schedule_SeesExactlyThePullsOfRoundsUpToItsOwnMinusDepth(int depth) => Prop.ForAll(
        Cases(plan => plan.Policy == AnyPolicy.Mixed ? plan with { Policy = AnyPolicy.Essp } : plan),
        random =>
        {
            bool isBounded = random.Policy != AnyPolicy.Asp;
            ScheduledProgram program = new(
                depth, isBounded ? random.Staleness : null, isBounded && random.Apply == ApplyMode.Clocked);
            JobPlan plan = random.Plan(program, depth);
            JobResult result = Run(plan, NullObserver.Instance, random.Seed);
            Assert.Equal(program.Totals(plan), Models.ToArrays(result.Model!));
        }).Check(Many);

    [Fact]
    public void Run_Converges_WhenTheTargetIsReached()
    {
        JobPlan plan = Toys.Plan(new TouchProgram(4, 1, work: 5), new Ssp(0), workers: 2, clocks: 100);
        JobResult result = Run(plan with { Stop = plan.Stop with { TargetObjective = -20 } });
        Assert.Equal(JobOutcome.Converged, result.Outcome);
        Assert.True(result.Evaluation!.Objective <= -20);
        Assert.InRange(result.Clock, 10, 99);
    }

    /// <summary>Nobody ever waits under ASP; news must travel all the same.</summary>
    [Fact]
    public void Run_ConvergesLongBeforeItsEnd_WhereNobodyWaits()
    {
        JobPlan plan = Toys.Plan(new TouchProgram(4, 1, work: 5), new Asp(), workers: 3, clocks: 300_000);
        EventRecorder finished = new(
            happened => happened is { Kind: RunEventKind.RoundEnded, Clock: 299_999 });
        plan = plan with { EvaluateEvery = 10, Stop = plan.Stop with { TargetObjective = -300 } };
        Assert.Equal(JobOutcome.Converged, Run(plan, finished).Outcome);
        Assert.Empty(finished.Events);
    }

    [Fact]
    public void Run_IsCancelled_WhenItWasBeforeItBegan()
    {
        JobPlan plan = Toys.Plan(new TouchProgram(4, 1, work: 5), new Ssp(1), workers: 2, clocks: 100);
        JobResult result = Run(plan, cancellation: new CancellationToken(canceled: true));
        Assert.Equal(JobOutcome.Cancelled, result.Outcome);
    }

    [Fact]
    public void Run_IsCancelledSoonAndKeepsItsLastModel_WhenItIsWhileItRuns()
    {
        using CancellationTokenSource source = new();
        EventRecorder watcher = new(happened =>
        {
            if (happened.Kind == RunEventKind.Evaluated && happened.Clock == 50)
            {
                source.Cancel();
            }

            return false;
        });
        JobPlan plan = Toys.Plan(new TouchProgram(4, 1, work: 5), new Ssp(1), workers: 2, clocks: 10_000_000);
        JobResult result = Run(plan, watcher, cancellation: source.Token);
        Assert.Equal(JobOutcome.Cancelled, result.Outcome);
        Assert.InRange(result.Clock, 50, 9_999_999);
        Assert.NotNull(result.Model);
    }

    [Fact]
    public void Plan_IsRefused_WhenItCannotRun() =>
        Assert.Throws<PlanException>(() => Run(
            Toys.Plan(new TouchProgram(4, 1, work: 5), new Ssp(1), workers: 0, clocks: 5)));

    [Fact]
    public void Program_ThatThrows_EndsTheRunWithItsException()
    {
        JobPlan plan = Toys.Plan(new FailingProgram(), new Ssp(1), workers: 3, clocks: 20);
        Exception failure = Assert.ThrowsAny<Exception>(() => Run(plan));
        Exception cause = failure.InnerException ?? failure;
        Assert.Equal("worker 1 gives up in round 7", cause.Message);
    }

    protected JobResult Run(
        JobPlan plan, IRunObserver? observer = null, ulong seed = 1, CancellationToken cancellation = default) =>
        CreateCluster(seed).RunAsync(plan, observer ?? NullObserver.Instance, cancellation).GetAwaiter().GetResult();

    private static Arbitrary<PlanCase> Cases(Func<PlanCase, PlanCase>? fit = null) => PlanCases.Arbitrary(random =>
    {
        PlanCase unmanaged = random with { Managed = null };
        return fit is null ? unmanaged : fit(unmanaged);
    });
}
