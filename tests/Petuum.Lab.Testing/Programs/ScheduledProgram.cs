using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Testing.Naive;

namespace Petuum.Lab.Testing.Programs;

/// <summary>
/// A model-parallel toy that checks what it is given. Each round has a broadcast unit, sometimes one for a single
/// worker,
/// and sometimes none. The scheduler puts the number of pulls into a row and adds to counters; schedules check that
/// they saw exactly
/// the pulls of rounds ≤ n − depth, pulls that results come in worker order, workers that the number they read is
/// within
/// <c>[n − depth + 1 − staleness, n]</c>.
/// </summary>
/// <param name="depth">The plan's pipeline depth.</param>
/// <param name="staleness">The plan's staleness; null if unbounded.</param>
/// <param name="clocked">Updates are applied when the clock passes: nothing newer than n − depth + 1 pulls may be
/// read.</param>
public sealed class ScheduledProgram(int depth, int? staleness, bool clocked) : IProgram
{
    private const int Counters = 5;

    private static readonly TableId Progress = new(0);
    private static readonly TableId Counts = new(1);

    /// <inheritdoc/>
    public string Name => "scheduled";

    /// <inheritdoc/>
    public IReadOnlyList<TableDefinition> Tables { get; } =
    [
        new(Progress, "progress", 3, new RowShape(ElementType.Double, RowKind.Dense, 2), Sharding.Hash),
        new(Counts, "counts", Counters, new RowShape(ElementType.Int, RowKind.Dense, 1), Sharding.Range),
    ];

    /// <inheritdoc/>
    public bool IsModelParallel => true;

    /// <summary>Units of a round: what the schedule draws.</summary>
    public static int UnitsOf(int round, Seed seed) => seed.Split("toy round", round).CreateGenerator().NextInt(3);

    /// <summary>
    /// What a run of the plan adds up to: [table][row][column]. The pulls of the last depth − 1 rounds would belong to
    /// clocks after the
    /// last one and are not part of it.
    /// </summary>
    public double[][][] Totals(JobPlan plan)
    {
        double[][][] totals = Models.ToArrays(new Model(Tables));
        int lastPulled = plan.Stop.MaxClocks - depth;
        for (int round = 0; round < plan.Stop.MaxClocks; round++)
        {
            for (int unit = 0; unit < UnitsOf(round, plan.Seed); unit++)
            {
                int workers = unit == 0 ? plan.Workers : 1;
                totals[Counts.Index][(round + unit) % Counters][0] += workers;
                totals[Counts.Index][(round + unit + 2) % Counters][0] += workers;
                totals[Counts.Index][unit][0] += round <= lastPulled ? workers : 0;
            }
        }

        foreach (double[] row in totals[Progress.Index])
        {
            row[0] = LastWithUnits(lastPulled, plan.Seed) + 1;
        }

        return totals;
    }

    /// <inheritdoc/>
    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) => new Worker(this, worker, seed);

    /// <inheritdoc/>
    public IScheduleProgram CreateScheduler(int workers, Seed seed) => new Scheduler(depth, workers, seed);

    /// <inheritdoc/>
    public Evaluation Evaluate(Model model, Evaluation? previous) => new(0, double.NaN, []);

    /// <summary>
    /// The last round up to <paramref name="round"/> that has units and so is pulled unit by unit; −1 if none.
    /// </summary>
    private static int LastWithUnits(int round, Seed seed)
    {
        while (round >= 0 && UnitsOf(round, seed) == 0)
        {
            round--;
        }

        return Math.Max(-1, round);
    }

    private void CheckProgress(int round, double pulls, WorkerId reader, Seed seed)
    {
        int oldest = staleness is { } s ? LastWithUnits(round - depth - s, seed) + 1 : 0;
        int newest = clocked ? LastWithUnits(round - depth, seed) + 1 : round;
        Invariant.Require(
            pulls >= oldest && pulls <= newest,
            $"{reader} in round {round} read {pulls} pulls; expected {oldest} … {newest}.");
    }

    private sealed class Worker(ScheduledProgram program, WorkerId self, Seed seed) : IWorkerProgram
    {
        public void DeclareReads(in WorkUnit unit, ReadSet reads) => reads.AddRange(Progress, 0, 3);

        public void Push(in WorkUnit unit, RowView rows, PushOutput output)
        {
            for (int row = 0; row < rows.Count; row++)
            {
                program.CheckProgress(unit.Round, rows.Dense<double>(row)[0], self, seed);
            }

            foreach (int item in unit.Items.Span)
            {
                output.Increment<int>(Counts, item)[0]++;
                output.AddResult(self.Index);
                output.AddResult((unit.Round * 10) + item);
            }

            output.Report(unit.Items.Length, samples: 1);
        }

        public void Save(StateWriter state)
        {
        }

        public void Load(StateReader state)
        {
        }
    }

    private sealed class Scheduler(int depth, int workers, Seed seed) : IScheduleProgram
    {
        private int _lastPulled = -1;

        public void DeclareReads(int round, ReadSet reads)
        {
            if (round % 2 == 0)
            {
                reads.AddRange(Counts, 0, Counters);
            }
        }

        public void Schedule(int round, RowView rows, ScheduleOutput output)
        {
            int expected = LastWithUnits(round - depth, seed);
            Invariant.Require(_lastPulled == expected, $"schedule {round} saw pull {_lastPulled}, not {expected}.");
            for (int unit = 0; unit < UnitsOf(round, seed); unit++)
            {
                int[] items = [(round + unit) % Counters, (round + unit + 2) % Counters];
                if (unit == 0)
                {
                    output.Broadcast(items);
                }
                else
                {
                    output.Assign(new WorkerId(round % workers), items);
                }
            }

            output.Report(work: 3);
        }

        public void Pull(in WorkUnit unit, PushResults results, RowView rows, PullOutput output)
        {
            int first = unit.Index == 0 ? 0 : unit.Round % workers;
            Invariant.Require(
                results.Count == (unit.Index == 0 ? workers : 1), $"{results.Count} results for unit {unit.Index}.");
            for (int result = 0; result < results.Count; result++)
            {
                for (int item = 0; item < unit.Items.Length; item++)
                {
                    int expected = (unit.Round * 10) + unit.Items.Span[item];
                    Invariant.Require(
                        results[result][2 * item] == first + result && results[result][(2 * item) + 1] == expected,
                        $"round {unit.Round}: result {result} is from {results[result][2 * item]}, "
                        + $"not {first + result}.");
                }
            }

            _lastPulled = unit.Round;
            for (int row = 0; row < 3; row++)
            {
                output.Put<double>(Progress, row)[0] = unit.Round + 1;
            }

            output.Increment<int>(Counts, unit.Index)[0] += results.Count;
            output.Report(work: results.Count, samples: 0);
        }

        public void Save(StateWriter state) => state.Write(_lastPulled);

        public void Load(StateReader state) => _lastPulled = state.Read<int>();
    }
}
