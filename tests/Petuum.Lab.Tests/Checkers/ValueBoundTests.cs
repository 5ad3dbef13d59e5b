using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Simulation;
using Petuum.Lab.Simulation.Checkers;
using Petuum.Lab.Simulation.ValueBound;
using Petuum.Lab.Testing.Clusters;
using Petuum.Lab.Testing.Plans;
using Petuum.Lab.Testing.Programs;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Tests.Checkers;

/// <summary>VAP: the ledger lets no commit pass that would break the bound, and every run ends.</summary>
public class ValueBoundTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(200);

    [Fact]
    public void Ledger_KeepsTheBoundAndTheRunEnds_ForAnyOrderOfDeliveries() =>
        Prop.ForAll(Cases(), random =>
        {
            JobPlan plan = Plan(random, bound: 0.25 * (1 + (random.Seed % 12)));
            ValueBoundLedger ledger = new(plan);
            Both both = new(ledger, new CheckerSuite(plan));
            JobResult result = new ShuffledCluster(random.Shuffle with { Gate = ledger }).Run(plan, both);
            Assert.True(result.Outcome == JobOutcome.Completed, $"{result.Outcome}: {result.Explanation}");
        }).Check(Many);

    [Fact]
    public void Ledger_NeverRefuses_WhenTheBoundIsLargerThanAllIncrementsTogether() =>
        Prop.ForAll(Cases(), random =>
        {
            JobPlan plan = Plan(random, bound: 1e6);
            ValueBoundLedger ledger = new(plan);
            _ = new ShuffledCluster(random.Shuffle with { Gate = ledger }).Run(plan, ledger);
            Assert.Equal((0, 0), (ledger.Refusals, ledger.Overruns));
        }).Check(Many);

    [Fact]
    public void Ledger_RefusesAndCountsOverruns_WhenTheBoundIsTight()
    {
        (long refusals, long overruns, long departures) = (0, 0, 0);
        for (ulong seed = 0; seed < 20; seed++)
        {
            PlanCase random = PlanCase.Example with { Seed = seed };
            JobPlan plan = Plan(random, bound: 1);
            ValueBoundLedger ledger = new(plan);
            _ = new ShuffledCluster(random.Shuffle with { Gate = ledger }).Run(plan, ledger);
            refusals += ledger.Refusals;
            overruns += ledger.Overruns;
            departures += ledger.Departures;
        }

        Assert.True(refusals > 0 && overruns > 0 && departures > 100, $"{refusals} refusals, {overruns} overruns.");
    }

    [Fact]
    public void SimulatedRun_Ends_WhenNobodyReadsWhatIsInTransit()
    {
        JobPlan plan = Plan(PlanCase.Example, bound: 0.5) with { Program = new BlindProgram() };
        SimulatedCluster cluster = new(Toys.Options with { Gate = gated => new ValueBoundLedger(gated) });
        JobResult result = Toys.Run(cluster, plan, new CheckerSuite(plan));
        Assert.True(result.Outcome == JobOutcome.Completed, $"{result.Outcome}: {result.Explanation}");
        Assert.Equal(plan.Workers * plan.Stop.MaxClocks, result.Model!.Dense<double>(new TableId(0), 0)[0]);
    }

    [Fact]
    public void ValueBoundChecker_Speaks_WhenTheGateIsAlwaysOpen()
    {
        CheckerException? caught = null;
        for (ulong seed = 0; seed < 20 && caught is null; seed++)
        {
            PlanCase random = PlanCase.Example with { Seed = seed };
            JobPlan plan = Plan(random, bound: 1);
            ShuffledCluster cluster = new(random.Shuffle with { Gate = new OpenGate() });
            caught = Record.Exception(() => cluster.Run(plan, new CheckerSuite(plan))) as CheckerException;
        }

        Assert.Equal("value bound", caught?.Checker);
    }

    private static Arbitrary<PlanCase> Cases() => PlanCases.Arbitrary(random => random with
    {
        Policy = AnyPolicy.Asp,
        Apply = ApplyMode.Arrival,
        Managed = null,
    });

    private static JobPlan Plan(PlanCase random, double bound)
    {
        JobPlan plan = random.Plan(new DoubleSumProgram(random.Shape));
        return plan with { Consistency = [.. plan.Consistency.Select(_ => (ConsistencyPolicy)new Vap(bound))] };
    }

    /// <summary>Adds 1 to one entry and reads nothing.</summary>
    private sealed class BlindProgram : IProgram, IWorkerProgram
    {
        public string Name => "blind";

        public IReadOnlyList<TableDefinition> Tables { get; } =
            [new(new TableId(0), "sum", 1, new RowShape(ElementType.Double, RowKind.Dense, 1), Sharding.Hash)];

        public bool IsModelParallel => false;

        public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) => this;

        public IScheduleProgram CreateScheduler(int workers, Seed seed) =>
            throw new InvariantException("a data-parallel program has no scheduler.");

        public Evaluation Evaluate(Model model, Evaluation? previous) => new(0, double.NaN, []);

        public void DeclareReads(in WorkUnit unit, ReadSet reads)
        {
        }

        public void Push(in WorkUnit unit, RowView rows, PushOutput output)
        {
            output.Increment<double>(new TableId(0), 0)[0] += 1;
            output.Report(work: 1, samples: 1);
        }

        public void Save(StateWriter state)
        {
        }

        public void Load(StateReader state)
        {
        }
    }

    private sealed class OpenGate : IValueGate
    {
        public bool MayCommit(WorkerId worker, int clock, IReadOnlyList<RowSet> increments) => true;
    }

    private sealed class Both(IRunObserver first, IRunObserver second) : IRunObserver
    {
        public void On(in RunEvent happened)
        {
            first.On(happened);
            second.On(happened);
        }
    }
}
