using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Simulation.Checkers;
using Petuum.Lab.Simulation.ValueBound;
using Petuum.Lab.Testing.Clusters;
using Petuum.Lab.Testing.Plans;
using Petuum.Lab.Testing.Programs;

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
            PlanCase random = Sample() with { Seed = seed };
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
    public void ValueBoundChecker_Speaks_WhenTheGateIsAlwaysOpen()
    {
        CheckerException? caught = null;
        for (ulong seed = 0; seed < 20 && caught is null; seed++)
        {
            PlanCase random = Sample() with { Seed = seed };
            JobPlan plan = Plan(random, bound: 1);
            ShuffledCluster cluster = new(random.Shuffle with { Gate = new OpenGate() });
            caught = Record.Exception(() => cluster.Run(plan, new CheckerSuite(plan))) as CheckerException;
        }

        Assert.Equal("value bound", caught?.Checker);
    }

    private static Arbitrary<PlanCase> Cases() => PlanCases.Arbitrary(random => random with
    {
        Policy = PolicyKind.Asp,
        Apply = ApplyMode.Arrival,
        Managed = null,
    });

    private static PlanCase Sample() => new()
    {
        Workers = 4,
        Shards = 2,
        Clocks = 10,
        Rows = 2,
        Policy = PolicyKind.Asp,
        Staleness = 0,
        Apply = ApplyMode.Arrival,
        Units = 1,
        Managed = null,
        Kind = RowKind.Dense,
        Sharding = Sharding.Hash,
        Order = DeliveryOrder.Any,
        DuplicatePercent = 0,
        Seed = 0,
    };

    private static JobPlan Plan(PlanCase random, double bound)
    {
        JobPlan plan = random.Plan(new DoubleSumProgram(random.Shape));
        return plan with { Consistency = [.. plan.Consistency.Select(_ => (ConsistencyPolicy)new Vap(bound))] };
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
