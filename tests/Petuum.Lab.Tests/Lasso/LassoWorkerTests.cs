using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Apps.Lasso;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Scheduling;
using Petuum.Lab.Datasets;
using Petuum.Lab.Simulation.Stragglers;

namespace Petuum.Lab.Tests.Lasso;

/// <summary>The worker under a scheduler that puts arbitrary values, so that nothing converges by itself.</summary>
public sealed class LassoWorkerTests
{
    private const int ChangingRounds = 150;
    private const int AllRounds = ChangingRounds + 40;

    [Fact]
    public void Residual_IsThatOfTheTablesBeta_OnceSchedulingStopsChangingIt() =>
        Prop.ForAll(Scenarios(), scenario =>
        {
            ulong seed = (ulong)scenario.Seed;
            RegressionData data = LassoCase.Generate(30, 12, seed, nonzeros: seed % 2 == 0 ? 9 : null);
            WrappedProgram program = new(
                new LassoProgram(data, LassoCase.Options(SchedulingKind.RoundRobin)),
                wrapScheduler: _ => new ArbitraryScheduler(data.Columns, scenario.PerRound, new Seed(seed)));
            JobPlan plan = LassoCase.Plan(program, scenario.Consistency, scenario.Depth, scenario.Apply) with
            {
                Workers = scenario.Workers,
                Stop = LassoConvergenceTests.Clocks(AllRounds),
            };
            JobResult result = LassoCase.Run(plan, new SlowWorker(3, new Seed(seed)), seed);
            double[] beta = LassoProgram.CoefficientsOf(result.Model!);
            double[] residual = [.. ResidualOf(data, beta)];
            List<double> workers = [];
            foreach (IWorkerProgram worker in program.Workers.Values)
            {
                StateWriter state = new();
                worker.Save(state);
                StateReader reader = new(state.ToArray());
                workers.AddRange(reader.ReadArray<double>());
                Assert.Equal(beta, reader.ReadArray<double>());
            }

            Assert.Equal(residual.Length, workers.Count);
            for (int row = 0; row < residual.Length; row++)
            {
                Assert.Equal(residual[row], workers[row], 1e-10);
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(30));

    [Fact]
    public void Restarting_ChangesNoBitOfTheState_AlsoWhereResidualsAreComputedAfresh() =>
        Assert.Equal(StatesAtTheEnd(wrap: null), StatesAtTheEnd(create => new RestartingWorker(create)));

    private static IEnumerable<byte[]> StatesAtTheEnd(Func<Func<IWorkerProgram>, IWorkerProgram>? wrap)
    {
        RegressionData data = LassoCase.Generate(30, 12, seed: 4);
        WrappedProgram program = new(
            new LassoProgram(data, LassoCase.Options(SchedulingKind.RoundRobin)),
            wrap,
            _ => new ArbitraryScheduler(data.Columns, perRound: data.Columns, new Seed(4)));
        JobPlan plan = LassoCase.Plan(program, new Bsp(), 1, ApplyMode.Clocked);
        _ = LassoCase.Run(plan with { Stop = LassoConvergenceTests.Clocks(AllRounds) });
        return program.Workers.Values.Select(worker =>
        {
            StateWriter state = new();
            worker.Save(state);
            return state.ToArray();
        });
    }

    private static IEnumerable<double> ResidualOf(RegressionData data, double[] beta)
    {
        for (int row = 0; row < data.Rows; row++)
        {
            SparseVector features = data.Features.Row(row);
            double value = data.Labels[row];
            for (int entry = 0; entry < features.Count; entry++)
            {
                value -= features.Values[entry] * beta[features.Indices[entry]];
            }

            yield return value;
        }
    }

    private static Arbitrary<Scenario> Scenarios() => Arb.From(
        from kind in Gen.Choose(0, 3)
        from staleness in Gen.Choose(0, 6)
        from depth in Gen.Choose(1, 5)
        from workers in Gen.Choose(1, 4)
        from arrival in Gen.Choose(0, 1)
        from seed in Gen.Choose(1, 100_000)
        select new Scenario(kind, staleness, depth, workers, arrival == 1, seed),
        Shrink);

    private static IEnumerable<Scenario> Shrink(Scenario scenario)
    {
        if (scenario.Depth > 1)
        {
            yield return scenario with { Depth = scenario.Depth - 1 };
        }

        if (scenario.Workers > 1)
        {
            yield return scenario with { Workers = scenario.Workers - 1 };
        }

        if (scenario.Staleness > 0)
        {
            yield return scenario with { Staleness = scenario.Staleness - 1 };
        }
    }

    private sealed record Scenario(int Kind, int Staleness, int Depth, int Workers, bool Arrival, int Seed)
    {
        /// <summary>All 12: more than 100 passes, so that residuals are computed afresh; or few.</summary>
        public int PerRound => Seed % 3 == 0 ? 4 : 12;

        public ConsistencyPolicy Consistency => Kind switch
        {
            0 => new Bsp(),
            1 => new Ssp(Staleness),
            2 => new Essp(Staleness),
            _ => new Asp(),
        };

        public ApplyMode Apply => Arrival && Kind != 0 ? ApplyMode.Arrival : ApplyMode.Clocked;
    }

    /// <summary>
    /// Schedules random variables and puts random values; from <see cref="ChangingRounds"/> on, variable 0 with its
    /// last value.
    /// </summary>
    private sealed class ArbitraryScheduler(int items, int perRound, Seed seed) : IScheduleProgram
    {
        private readonly Pcg32 _chance = seed.CreateGenerator();
        private readonly RandomPolicy _policy = new(items, seed);
        private readonly double[] _beta = new double[items];
        private readonly ImmutableArray<bool> _noneInFlight = [.. new bool[items]];

        public void Schedule(int round, RowView rows, ScheduleOutput output)
        {
            List<int> picked = [0];
            if (round < ChangingRounds)
            {
                picked.Clear();
                _policy.Pick(round, perRound, _noneInFlight, picked);
            }

            output.Broadcast(picked.ToArray());
        }

        public void Pull(in WorkUnit unit, PushResults results, RowView rows, PullOutput output)
        {
            foreach (int item in unit.Items.Span)
            {
                _beta[item] = unit.Round < ChangingRounds ? _chance.NextDouble(-1, 1) : _beta[item];
                Span<double> row = output.Put<double>(LassoProgram.Beta, item);
                row[BetaRow.Value] = _beta[item];
                row[BetaRow.Stamp] = unit.Round + 1;
            }
        }

        public void Save(StateWriter state)
        {
        }

        public void Load(StateReader state)
        {
        }
    }
}
