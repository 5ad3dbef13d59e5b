using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Testing;
using Petuum.Lab.Tests.Lasso;

namespace Petuum.Lab.Tests.MatrixFactorisation;

public sealed class MfRotationTests
{
    private static readonly Ratings Small = MfCase.Ratings(30, 20, 250, seed: 3, skew: 0.5);

    [Fact]
    public void Rounds_AreDisjoint_AndVisitEveryRatingOnceAnEpoch()
    {
        Gen<(int Workers, int Extra, int Chunks, int Ratings, int Seed)> cases =
            from workers in Gen.Choose(1, 9)
            from extra in Gen.Choose(0, 9)
            from chunks in Gen.Choose(1, 4)
            from ratings in Gen.Choose(1, 120)
            from seed in Gen.Choose(0, 1 << 20)
            select (workers, extra, chunks, ratings, seed);
        Prop.ForAll(
            Arb.From(cases, c => c.Extra > 0 ? [c with { Extra = c.Extra - 1 }]
                : c.Chunks > 1 ? [c with { Chunks = c.Chunks - 1 }]
                : c.Workers > 1 ? [c with { Workers = c.Workers - 1 }]
                : c.Ratings > 1 ? [c with { Ratings = c.Ratings / 2 }] : []),
            c => CheckEpoch(
                MfCase.Ratings(15, 11, c.Ratings, (ulong)c.Seed, skew: 1), c.Workers, c.Workers + c.Extra, c.Chunks))
            .Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(200));
    }

    [Theory]
    [InlineData(1, 1, 1, StepRule.Adaptive, Regularisation.PerRating)]
    [InlineData(3, 3, 1, StepRule.Adaptive, Regularisation.PerRow)]
    [InlineData(3, 5, 2, StepRule.Constant, Regularisation.PerRating)]
    [InlineData(4, 4, 3, StepRule.Constant, Regularisation.PerRow)]
    public void Model_IsThatOfSequentialBlockSgd_WhateverTheNetworkAndTheStragglers(
        int workers, int blocks, int chunks, StepRule rule, Regularisation regularisation)
    {
        MfOptions options = MfCase.Rotation with
        {
            Blocks = blocks,
            Chunks = chunks,
            StepRule = rule,
            Regularisation = regularisation,
            StepDecay = 0.9,
            Step = rule == StepRule.Adaptive ? MfOptions.AdaptiveStep : 0.05,
        };
        int rounds = (3 * blocks * chunks) + 1;
        ScalarFactorisation reference = new(Small, options, workers, new Seed(2));
        reference.Run(rounds);
        foreach (var (name, model) in LassoCase.Stragglers)
        {
            foreach (ConsistencyPolicy policy in new ConsistencyPolicy[] { new Bsp(), new Essp(0) })
            {
                JobPlan plan = MfCase.Plan(new MfProgram(Small, null, options, new Seed(2)), workers, rounds, policy);
                JobResult result = MfCase.Run(plan, model, seed: (ulong)name.Length);
                Assert.Equal(JobOutcome.Completed, result.Outcome);
                Assert.Equal(Bits(reference), MfCase.Bits(result.Model!));
            }
        }
    }

    [Theory]
    [InlineData(2, 4, 1, 1, 2)]
    [InlineData(2, 7, 1, 2, 3)]
    [InlineData(3, 6, 3, 3, 4)]
    public void Staleness_ChangesNothing_WhileABlockRestsLonger(
        int workers, int blocks, int chunks, int staleness, int depth)
    {
        MfOptions options = MfCase.Rotation with { Blocks = blocks, Chunks = chunks };
        Assert.Equal(staleness, MfRotation.HarmlessStaleness(workers, blocks, chunks));
        int rounds = 4 * blocks * chunks;
        ScalarFactorisation reference = new(Small, options, workers, new Seed(2));
        reference.Run(rounds);
        foreach (var (name, model) in LassoCase.Stragglers)
        {
            JobPlan plan = MfCase.Plan(
                new MfProgram(Small, null, options, new Seed(2)), workers, rounds, new Ssp(staleness), depth);
            Assert.Equal(Bits(reference), MfCase.Bits(MfCase.Run(plan, model, (ulong)name.Length).Model!));
        }
    }

    [Fact]
    public void FewerBlocksThanWorkers_AreRefused()
    {
        MfProgram program = new(Small, null, MfCase.Rotation with { Blocks = 2 }, new Seed(1));
        Assert.Contains(
            "at least as many blocks",
            Assert.Throws<PlanException>(() => program.CreateScheduler(3, new Seed(1))).Remedy,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ContinuesToTheSameBits_WhereSaveLeftOff()
    {
        MfProgram program = new(Small, null, MfCase.Rotation with { Chunks = 2, StepDecay = 0.8 }, new Seed(2));
        WrappedProgram restarting = new(
            program, create => new RestartingWorker(create), create => new RestartingScheduler(create));
        Assert.Equal(
            MfCase.Bits(MfCase.Run(MfCase.Plan(program, 2, 25, new Bsp())).Model!),
            MfCase.Bits(MfCase.Run(MfCase.Plan(restarting, 2, 25, new Bsp())).Model!));
    }

    [Fact]
    public void Worker_AllocatesNothing_AfterTheFirstEpoch()
    {
        List<long> allocated = [];
        MfProgram program = new(Small, null, MfCase.Rotation with { Chunks = 2 }, new Seed(2));
        WrappedProgram measured = new(program, create => new MeasuredWorker(create(), epoch: 4, allocated));
        MfCase.Run(MfCase.Plan(measured, 2, 25, new Bsp()));
        Assert.NotEmpty(allocated);
        Assert.All(allocated, bytes => Assert.Equal(0, bytes));
    }

    private static void CheckEpoch(Ratings ratings, int workers, int blocks, int chunks)
    {
        MfOptions options = MfCase.Rotation with { Blocks = blocks, Chunks = chunks };
        MfProgram program = new(ratings, null, options, new Seed(4));
        IScheduleProgram scheduler = program.CreateScheduler(workers, new Seed(4));
        MfGrid grid = new(new MfData(ratings), options, workers);
        MfCells[] cells =
            [.. Enumerable.Range(0, workers).Select(w => new MfCells(grid, new MfData(ratings), w, new Seed(4)))];
        ProgramProbe probe = new(program.Tables);
        List<(int User, int Item, float Value)> visited = [];
        for (int round = 5; round < 5 + grid.RoundsPerEpoch; round++)
        {
            HashSet<int> blocksOfRound = [];
            foreach ((WorkUnit unit, WorkerId? worker) in probe.Schedule(scheduler, round).Units)
            {
                (int block, int chunk) = MfRotation.CellOf(unit);
                Assert.True(blocksOfRound.Add(block), $"two workers have block {block} in round {round}");
                IndexRange users = grid.Users(worker!.Value.Index, chunk);
                foreach (MfRating rating in cells[worker.Value.Index][block, chunk])
                {
                    visited.Add((users.Start + rating.User, grid.Items(block).Start + rating.Item, rating.Value));
                }
            }

            Assert.Equal(workers, blocksOfRound.Count);
        }

        IEnumerable<(int, int, float)> all = Enumerable.Range(0, ratings.Count)
            .Select(n => (ratings.User[n], ratings.Item[n], (float)ratings.Value[n]));
        Assert.Equal(all.Order(), visited.Order());
    }

    private static List<int> Bits(ScalarFactorisation reference) =>
        [.. reference.Tables.SelectMany(table => table).SelectMany(row => row).Select(BitConverter.SingleToInt32Bits)];

    /// <summary>Notes what each call allocates, from the second epoch on.</summary>
    private sealed class MeasuredWorker(IWorkerProgram inner, int epoch, List<long> allocated) : IWorkerProgram
    {
        public void DeclareReads(in WorkUnit unit, ReadSet reads)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            inner.DeclareReads(unit, reads);
            Note(unit, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        public void Push(in WorkUnit unit, RowView rows, PushOutput output)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            inner.Push(unit, rows, output);
            Note(unit, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        public void Save(StateWriter state) => inner.Save(state);

        public void Load(StateReader state) => inner.Load(state);

        private void Note(in WorkUnit unit, long bytes)
        {
            if (unit.Round >= epoch)
            {
                allocated.Add(bytes);
            }
        }
    }
}
