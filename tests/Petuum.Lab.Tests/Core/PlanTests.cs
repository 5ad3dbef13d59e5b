using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Tests.Core;

/// <summary>Plans that mean nothing are refused before they run; programs that break rules, while they do.</summary>
public class PlanTests
{
    private static readonly RowShape Wide = new(ElementType.Float, RowKind.Dense, 100_000);

    [Fact]
    public void Clocked_IsRefused_WithManagedCommunication()
    {
        ManagedCommunication managed = new(1000, 1000, 1, CommunicationPriority.Random, new Seed(1));
        JobPlan plan = Plan(new OneTable(OneTable.Narrow, [])) with { Communication = managed };
        Assert.Equal(plan, plan.Validated());
        PlanException refused = Assert.Throws<PlanException>(
            () => (plan with { Apply = ApplyMode.Clocked }).Validated());
        Assert.Contains("holds what is sent early back", refused.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_IsRefused_WhenItsValuesExceedAnArray()
    {
        JobPlan plan = Plan(new OneTable(Wide, [], rows: 21_475));
        PlanException refused = Assert.Throws<PlanException>(plan.Validated);
        Assert.Equal("table 'only' of 21475 rows × 100000 values", refused.Problem);
        plan = Plan(new OneTable(Wide, [], rows: 21_474));
        (plan with { Shards = 8 }).Validated();
        refused = Assert.Throws<PlanException>((plan with { Shards = 3 }).Validated);
        Assert.Equal("a shard with 2863200000 bytes of table 'only'", refused.Problem);
        Plan(new OneTable(Wide with { Kind = RowKind.Sparse }, [], rows: 21_475)).Validated();
    }

    [Theory]
    [InlineData(new[] { 0.0, 0.5, 0.9, 5.1 }, 3)]
    [InlineData(new[] { -2.0, 19, 21 }, 2)]
    [InlineData(new[] { 1.0, 10, 9, 10.5 }, 3)]
    public void Run_HasDiverged_WhenTheObjectiveExceedsTheFirstOneThatIsNotZeroByTheFactor(
        double[] objectives, int clock)
    {
        JobPlan plan = Plan(new OneTable(OneTable.Narrow, objectives));
        JobResult result = Toys.Run(Toys.Options, plan with { Stop = plan.Stop with { DivergenceFactor = 10 } });
        Assert.Equal((JobOutcome.Diverged, clock), (result.Outcome, result.Clock));
    }

    [Fact]
    public void Program_IsStopped_WhenItPutsAndIncrementsARowInOneRound()
    {
        InvariantException broken = Assert.Throws<InvariantException>(
            () => Toys.Run(Toys.Options, Plan(new OneTable(OneTable.Narrow, [], breaksTheRule: true))));
        Assert.StartsWith("row 1 of table 'only' was put and incremented in one round", broken.Message);
    }

    private static JobPlan Plan(OneTable program) => Toys.Plan(program, new Ssp(1), workers: 2, clocks: 10);

    /// <summary>A table that nothing reads; the objectives of clocks 0, 1, … are given, the last one stays.</summary>
    private sealed class OneTable(RowShape shape, double[] objectives, int rows = 2, bool breaksTheRule = false)
        : IProgram, IWorkerProgram, IScheduleProgram
    {
        private int _evaluated;

        public static RowShape Narrow { get; } = new(ElementType.Double, RowKind.Dense, 1);

        public string Name => "one table";

        public IReadOnlyList<TableDefinition> Tables { get; } =
            [new(new TableId(0), "only", rows, shape, Sharding.Hash)];

        public bool IsModelParallel => breaksTheRule;

        public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) => this;

        public IScheduleProgram CreateScheduler(int workers, Seed seed) => this;

        public Evaluation Evaluate(Model model, Evaluation? previous) =>
            new(objectives.ElementAtOrDefault(_evaluated++), double.NaN, []);

        public void DeclareReads(in WorkUnit unit, ReadSet reads)
        {
        }

        public void Push(in WorkUnit unit, RowView rows, PushOutput output)
        {
        }

        public void Schedule(int round, RowView rows, ScheduleOutput output) => output.Broadcast(default);

        public void Pull(in WorkUnit unit, PushResults results, RowView rows, PullOutput output)
        {
            output.Put<double>(new TableId(0), 1)[0] = 1;
            output.Increment<double>(new TableId(0), 1)[0]++;
        }

        public void Save(StateWriter state)
        {
        }

        public void Load(StateReader state)
        {
        }
    }
}
