using Orleans.TestingHost;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Testing.Clusters;
using Petuum.Lab.Testing.Naive;
using Petuum.Lab.Testing.Plans;
using Petuum.Lab.Testing.Programs;
using Petuum.Lab.Tests.Cuts;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Grains.Tests;

/// <summary>Silos die, jobs go on.</summary>
public sealed class RecoveryTests(ThreeSilos silos) : IClassFixture<ThreeSilos>
{
    private const int Clocks = 60;

    private static ScatterShape Shape =>
        new() { Rows = 40, Columns = 3, Kind = RowKind.Dense, Sharding = Sharding.Hash, Tables = 2 };

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 5)]
    [InlineData(3, 1)]
    [InlineData(4, 20)]
    public async Task Sums_AreExact_WhenASiloDies(int seed, int cutEvery)
    {
        CountingProgram program = new(Shape);
        foreach (ConsistencyPolicy policy in new ConsistencyPolicy[] { new Ssp(2), new Essp(1), new Asp() })
        {
            JobPlan plan = Toys.Plan(program, policy, workers: 4, clocks: Clocks) with
            {
                Shards = 3,
                Apply = ApplyMode.Arrival,
            };
            JobResult result = await RunWithADeathAsync(plan, seed, cutEvery);
            Assert.Equal((JobOutcome.Completed, Clocks), (result.Outcome, result.Clock));
            Assert.Equal(program.Totals(plan), Models.ToArrays(result.Model!));
        }
    }

    [Theory]
    [InlineData(5, 7)]
    [InlineData(6, 1)]
    public async Task Model_IsTheSameToTheBit_WhenASiloDies(int seed, int cutEvery)
    {
        JobPlan plan = Toys.Plan(new FloatSumProgram(Shape), new Bsp(), workers: 3, clocks: Clocks);
        JobResult result = await RunWithADeathAsync(plan, seed, cutEvery);
        Assert.Equal(Models.ToBytes(SequentialBsp.Run(plan)), Models.ToBytes(result.Model!));
    }

    [Theory]
    [InlineData("lasso priority+dependency", 7)]
    [InlineData("mf rotation", 8)]
    public async Task ScheduledPrograms_EndInTheSameBits_WhenASiloDies(string program, int seed)
    {
        CutCase random = new()
        {
            Plan = PlanCase.Example with { Workers = 3, Shards = 3, Clocks = Clocks, Policy = AnyPolicy.Bsp },
            Program = program,
            Depth = 2,
            Clock = 1,
            OfferPercent = 100,
        };
        JobResult expected = new ShuffledCluster(random.Plan.Shuffle)
            .Run(CutPrograms.Plan(random), NullObserver.Instance);
        JobResult result = await RunWithADeathAsync(CutPrograms.Plan(random), seed, cutEvery: 6);
        Assert.Equal(expected.Outcome, result.Outcome);
        Assert.Equal(Models.ToBytes(expected.Model!), Models.ToBytes(result.Model!));
    }

    /// <summary>
    /// Somebody else has written the job's record, as after a partition an activation on the other side would: the one
    /// that is behind gives up at its next write, and another goes on from what is stored.
    /// </summary>
    [Fact]
    public async Task Activation_GivesUp_WhenAnotherHasWrittenTheRecord()
    {
        CountingProgram program = new(Shape);
        JobPlan plan = Toys.Plan(program, new Ssp(2), workers: 3, clocks: 400);
        string id = await silos.SubmitAsync(plan, cutEvery: 20);
        await TestSilos.UntilAsync(() => silos.RecordOf(id).State!.Cut is not null);
        JobRecord record = await silos.OvertakeAsync(id, epochs: 5);
        JobRecord last = await silos.EndOfAsync(id);
        Assert.Equal((JobOutcome.Completed, 400), (last.Ending!.Outcome, last.Ending.Clock));
        Assert.True(last.Epoch > record.Epoch, $"epoch {last.Epoch} ended the job");
        Model model = await silos.ModelOfAsync(id, plan);
        Assert.Equal(program.Totals(plan), Models.ToArrays(model));
    }

    /// <summary>Times of a run do not begin anew with each epoch.</summary>
    [Fact]
    public async Task Time_GoesOn_WhenASiloDies()
    {
        JobPlan plan = Toys.Plan(new CountingProgram(Shape), new Ssp(1), workers: 3, clocks: Clocks);
        List<long> evaluated = [];
        EventRecorder watch = new(happened =>
        {
            if (happened.Kind == RunEventKind.Evaluated)
            {
                evaluated.Add(happened.TimeMicros);
            }

            return false;
        });
        await RunWithADeathAsync(plan with { EvaluateEvery = 5 }, seed: 9, cutEvery: 5, watch);
        Assert.Equal(evaluated.Order(), evaluated);
        Assert.True(evaluated.Count > Clocks / 5, $"{evaluated.Count} evaluations");
    }

    /// <summary>Nobody watches it, and no machine is left to wake it.</summary>
    [Fact]
    public async Task Job_GoesOn_WhenASiloStartsAfterAllHaveDied()
    {
        JobPlan plan = Toys.Plan(new CountingProgram(Shape), new Ssp(2), workers: 2, clocks: 400);
        string id = await silos.SubmitAsync(plan, cutEvery: 20);
        await Task.Delay(300);
        foreach (InProcessSiloHandle silo in silos.Silos.Silos)
        {
            await silos.Silos.KillSiloAsync(silo);
        }

        Assert.Equal(JobLine.Running, silos.StateOf(id));
        await silos.Silos.StartAdditionalSiloAsync();
        await TestSilos.UntilAsync(() => silos.StateOf(id) != JobLine.Running);
        Assert.Equal("completed", silos.StateOf(id));
        await silos.Silos.StartAdditionalSiloAsync();
        await silos.Silos.StartAdditionalSiloAsync();
    }

    /// <summary>It may be what they die of, as where they have too little memory for its data.</summary>
    [Fact]
    public async Task Job_IsNotTakenUp_AfterTooManyHaveDiedThatLedIt()
    {
        JobDescription job = silos.Announce(
            Toys.Plan(new CountingProgram(Shape), new Ssp(2), workers: 2, Clocks), cutEvery: 20);
        GrainState<JobRecord> record = silos.RecordOf(job.Id);
        (record.State!.Job, record.State.Epoch, record.State.Losses) = (job, 30, new PetuumOptions().LossesMax);
        IJobGrain grain = silos.Silos.Client.GetGrain<IJobGrain>(job.Id);
        await silos.Storage.WriteStateAsync("job", grain.GetGrainId(), record);
        await grain.WakeAsync();
        JobRecord last = await silos.EndOfAsync(job.Id);
        Assert.Equal(30, last.Epoch);
        Assert.Null(last.Ending!.Outcome);
        Assert.Contains("20 times without a cut", last.Ending.Explanation, StringComparison.Ordinal);
        Assert.Equal("failed", silos.StateOf(job.Id));
    }

    /// <summary>Runs a plan whose units take milliseconds, and kills a silo at a random clock.</summary>
    private async Task<JobResult> RunWithADeathAsync(
        JobPlan plan, int seed, int cutEvery, IRunObserver? observer = null)
    {
        Random chance = new(seed);
        int clock = chance.Next(3, Clocks - 10);
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        DeathWatch watch = new(clock, reached, observer ?? NullObserver.Instance);
        Task<JobResult> run = silos
            .CreateCluster(setup => setup with { Compute = (_, _, _, _, _, took) => took + 3_000 }, cutEvery)
            .RunAsync(plan, watch, CancellationToken.None);
        await Task.WhenAny(reached.Task, run);
        IReadOnlyList<InProcessSiloHandle> living = silos.Silos.Silos;
        await silos.Silos.KillSiloAsync(living[chance.Next(1, living.Count)]);
        await silos.Silos.StartAdditionalSiloAsync();
        JobResult result = await run.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(watch.Epochs >= 2, "the death came too late to be noticed");
        Assert.True(clock < 3 * cutEvery || watch.GoesOnFrom > 0, "no cut was whole");
        return result;
    }

    private sealed class DeathWatch(int clock, TaskCompletionSource reached, IRunObserver next) : IRunObserver
    {
        public int Epochs { get; private set; }

        public int GoesOnFrom { get; private set; }

        public void On(in RunEvent happened)
        {
            next.On(happened);
            if (happened.Kind == RunEventKind.JobStarted)
            {
                (Epochs, GoesOnFrom) = (Epochs + 1, happened.Clock);
            }

            if (happened.Kind == RunEventKind.RoundEnded && happened.Clock >= clock)
            {
                reached.TrySetResult();
            }
        }
    }
}
