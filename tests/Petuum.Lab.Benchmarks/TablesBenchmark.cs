using System.Diagnostics;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Threads;

namespace Petuum.Lab.Benchmarks;

/// <summary>
/// Rows read and incremented through the threads runtime, one worker and one shard, against a plain loop over as many
/// bytes: a copy for reads, an addition for increments.
/// </summary>
public static class TablesBenchmark
{
    private const long TableBytes = 600L << 20;
    private const int UnitBytes = 1 << 20;
    private const int UnitsMax = 1_200;
    private const int RowsMax = 10_000_000;
    private const int SingleRows = 50_000;

    /// <summary>Measures and prints a table; of some row lengths only, if asked.</summary>
    public static void Run(TextWriter output, IReadOnlyList<int> lengths)
    {
        output.WriteLine(
            "| rows of floats | a unit has | apply | reads, M/s | MB/s | of a copy | increments, M/s | MB/s "
            + "| of a sum |");
        output.WriteLine("|---|---|---|---:|---:|---:|---:|---:|---:|");
        foreach (int columns in lengths.Count > 0 ? lengths : [1, 20, 64, 1024])
        {
            foreach (RowKind kind in (RowKind[])[RowKind.Dense, RowKind.Sparse])
            {
                RowShape shape = new(ElementType.Float, kind, columns);
                foreach (bool batched in (bool[])[true, false])
                {
                    foreach (ApplyMode apply in (ApplyMode[])[ApplyMode.Arrival, ApplyMode.Clocked])
                    {
                        Print(output, shape, batched, apply);
                    }
                }
            }
        }
    }

    private static void Print(TextWriter output, RowShape shape, bool batched, ApplyMode apply)
    {
        long share = shape.Kind == RowKind.Dense ? 1 : 10;
        int perUnit = batched ? (int)(UnitBytes / (4 * shape.Columns) / share) : 1;
        int rows = batched ? (int)Math.Min(TableBytes / share / (4 * shape.Columns), RowsMax) : SingleRows;
        rows -= rows % perUnit;
        double reads = Median(() => Rate(shape, rows, perUnit, TableAccess.Read, apply));
        double increments = Median(() => Rate(shape, rows, perUnit, TableAccess.Increment, apply));
        (double copy, double sum) = Reference((long)rows * shape.Columns);
        double toMegabytes = 4 * shape.Columns;
        output.WriteLine(
            $"| {shape.Columns} {shape.Kind.ToString().ToLowerInvariant()} | {perUnit} | {apply} "
            + $"| {reads / 1e6:F2} | {reads * toMegabytes / 1e6:F0} | {reads * toMegabytes / copy:P0} "
            + $"| {increments / 1e6:F2} | {increments * toMegabytes / 1e6:F0} | {increments * toMegabytes / sum:P0} |");
    }

    private static double Rate(RowShape shape, int rows, int perUnit, TableAccess access, ApplyMode apply)
    {
        TableProgram program = new(shape, rows, perUnit, access);
        int pass = rows / perUnit;
        int clocks = pass + (perUnit == 1 ? 100_000 : Math.Clamp(RowsMax / perUnit, 20, UnitsMax));
        JobPlan plan = new()
        {
            Program = program,
            Workers = 1,
            Shards = 1,
            Apply = apply,
            Consistency = [new Ssp(0)],
            PipelineDepth = 1,
            UnitsPerRound = 1,
            Communication = null,
            EvaluateEvery = clocks,
            Stop = new StopRule(clocks, Tolerance: null, TargetObjective: null, DivergenceFactor: 2),
            Seed = new Seed(1),
        };
        JobResult result = new ThreadsCluster(new ThreadsOptions())
            .RunAsync(plan, NullObserver.Instance, CancellationToken.None).GetAwaiter().GetResult();
        return result.Outcome == JobOutcome.Completed
            ? program.RowsPerSecond
            : throw new InvalidOperationException($"the table program is {result.Outcome}: {result.Explanation}");
    }

    /// <summary>Bytes a second of a plain copy of as many floats, and of adding them to others.</summary>
    private static (double Copy, double Sum) Reference(long values)
    {
        float[] from = new float[values];
        float[] to = new float[values];
        from.AsSpan().Fill(1);
        to.AsSpan().Fill(1);
        double Time(Action<int, int> act)
        {
            int chunk = Math.Min(UnitBytes / 4, from.Length);
            long start = Stopwatch.GetTimestamp();
            for (int at = 0; at + chunk <= from.Length; at += chunk)
            {
                act(at, chunk);
            }

            return 4.0 * (from.Length - (from.Length % chunk)) / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        return (
            Median(() => Time((at, count) => from.AsSpan(at, count).CopyTo(to.AsSpan(at, count)))),
            Median(() => Time((at, count) => RowKernels.Add<float>(to.AsSpan(at, count), from.AsSpan(at, count)))));
    }

    private static double Median(Func<double> measure)
    {
        double[] seen = [measure(), measure(), measure()];
        Array.Sort(seen);
        return seen[1];
    }
}
