using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Benchmarks;

/// <summary>
/// How long a shard of 512 MB stops for a cut, and what updates cost until it is stored: copied on write, and, as the
/// reference, copied all at once when the clock advances. A thread stores blocks of 8 MB at a given rate meanwhile.
/// </summary>
internal static class CutsBenchmark
{
    private const int Rows = 1 << 20;
    private const int Columns = 128;
    private const int RowsPerUpdate = 64;
    private const int BlockBytes = 8 << 20;
    private const double StorageBytesPerSecond = 400e6;
    private const int Repetitions = 3;
    private const int UpdatesBefore = 4_000;

    private static readonly RowShape Shape = new(ElementType.Float, RowKind.Dense, Columns);

    private static readonly (string Name, int Percent, int Apart)[] Streams =
    [
        ("1 %, side by side", 1, 1),
        ("1 %, spread out", 1, 100),
        ("10 %, side by side", 10, 1),
        ("10 %, spread out", 10, 10),
        ("100 %", 100, 1),
    ];

    public static void Run(TextWriter output)
    {
        output.WriteLine(Measurement.Describe());
        output.WriteLine();
        output.WriteLine(
            "| rows written to | how | stop at the cut, ms | longest update after it, ms | an update before it, µs "
            + "| and until it is stored, µs | copied for writes, MB | stored after, s |");
        output.WriteLine("|---|---|---:|---:|---:|---:|---:|---:|");
        foreach ((string name, int percent, int apart) in Streams)
        {
            foreach (bool atOnce in (bool[])[true, false])
            {
                Result[] results =
                    [.. Enumerable.Range(0, Repetitions).Select(_ => new Shard(percent, apart, atOnce).Measure())];
                output.WriteLine(
                    $"| {name} | {(atOnce ? "reference: all at once" : "on write")} | {Median(results, r => r.StopMs)} "
                    + $"| {Median(results, r => r.LongestMs)} | {Median(results, r => r.BeforeMicros)} "
                    + $"| {Median(results, r => r.AfterMicros)} | {Median(results, r => r.CopiedMegabytes)} "
                    + $"| {Median(results, r => r.StoredSeconds)} |");
            }
        }
    }

    private static string Median(Result[] results, Func<Result, double> column) =>
        results.Select(column).Order().ElementAt(Repetitions / 2).ToString("0.0", CultureInfo.InvariantCulture);

    private readonly record struct Result(
        double StopMs, double LongestMs, double BeforeMicros, double AfterMicros, double CopiedMegabytes,
        double StoredSeconds);

    /// <summary>A shard, its one writer, and who stores its cut.</summary>
    private sealed class Shard(int percent, int apart, bool atOnce) : Outbox
    {
        private readonly MessagePool _pool = new();
        private readonly Numbering _numbering = new(new WorkerId(0));
        private readonly Pcg32 _chance = new Seed(1).CreateGenerator();
        private readonly Lock _running = new();
        private readonly TableShard _shard = new(Plan(), new ShardId(0), new MessagePool());
        private readonly float[] _rows = new float[atOnce ? Rows * Columns : 0];
        private readonly int[] _ids = new int[RowsPerUpdate];
        private Thread? _storing;
        private TimeSpan _stored;
        private volatile bool _isStored;
        private int _clock;

        public Result Measure()
        {
            // Every page is there before anything is timed.
            new Span<float>(_rows).Fill(1);
            Stream(UpdatesBefore);
            (double before, _) = Stream(UpdatesBefore);
            _shard.OfferCut(1, this);
            double stop = Give(endsClock: true).TotalMilliseconds;
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            (double after, double longest) = Stream(int.MaxValue);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            _storing!.Join();
            double copied = atOnce ? (double)Rows * Columns * sizeof(float) : allocated;
            return new Result(stop, longest, before, after, copied / 1e6, _stored.TotalSeconds);
        }

        public override void Send(Message message) => message.Release();

        public override void Compute(Endpoint machine, int clock, long work)
        {
        }

        public override void Emit(in RunEvent happened)
        {
        }

        public override void Save(Endpoint machine, int clock, CutState state)
        {
            long began = Stopwatch.GetTimestamp();
            CutState taken = state;
            if (atOnce)
            {
                state.Dispose();
                byte[] whole = new byte[_rows.Length * (long)sizeof(float)];
                MemoryMarshal.AsBytes<float>(_rows).CopyTo(whole);
                taken = CutState.Of(whole);
            }

            _storing = new Thread(() => Store(taken, began));
            _storing.Start();
        }

        /// <summary>Mean and longest time of so many updates, or of those until the cut is stored.</summary>
        private (double MeanMicros, double LongestMs) Stream(int updates)
        {
            (TimeSpan sum, TimeSpan longest) = (TimeSpan.Zero, TimeSpan.Zero);
            int given = 0;
            while (given < updates && !_isStored)
            {
                TimeSpan took = Give(endsClock: false);
                sum += took;
                longest = took > longest ? took : longest;
                given++;
            }

            return (sum.TotalMicroseconds / given, longest.TotalMilliseconds);
        }

        /// <summary>Has the shard add to random rows of those that are written to.</summary>
        private TimeSpan Give(bool endsClock)
        {
            Update update = _pool.RentUpdate();
            (update.Clock, update.EndsClock) = (_clock, endsClock);
            RowBatch batch = _pool.RentBatch(new TableId(0), Shape);
            for (int index = 0; index < RowsPerUpdate; index++)
            {
                _ids[index] = apart * _chance.NextInt(Rows / 100 * percent);
            }

            batch.AppendDense<float>(_ids).Fill(1);
            update.Changes.Add(new RowChange(RowOperation.Increment, batch));
            _numbering.Stamp(update, new ShardId(0));
            _clock += endsClock ? 1 : 0;
            long began = Stopwatch.GetTimestamp();
            lock (_running)
            {
                _shard.Receive(update, this);
            }

            return Stopwatch.GetElapsedTime(began);
        }

        private void Store(CutState state, long began)
        {
            byte[] block = new byte[BlockBytes];
            int filled = 0;
            while (TryTake(state, out ReadOnlyMemory<byte> piece))
            {
                while (!piece.IsEmpty)
                {
                    int count = Math.Min(piece.Length, BlockBytes - filled);
                    piece.Span[..count].CopyTo(block.AsSpan(filled));
                    (piece, filled) = (piece[count..], filled + count);
                    if (filled == BlockBytes)
                    {
                        Task.Delay(TimeSpan.FromSeconds(BlockBytes / StorageBytesPerSecond)).Wait();
                        filled = 0;
                    }
                }
            }

            _stored = Stopwatch.GetElapsedTime(began);
            _isStored = true;
        }

        private bool TryTake(CutState state, out ReadOnlyMemory<byte> piece)
        {
            lock (_running)
            {
                return state.TryTake(out piece);
            }
        }

        private static JobPlan Plan() => new()
        {
            Program = new TableProgram(Shape, Rows, RowsPerUpdate, TableAccess.Increment),
            Workers = 1,
            Shards = 1,
            Apply = ApplyMode.Arrival,
            Consistency = [new Asp()],
            PipelineDepth = 1,
            UnitsPerRound = 1,
            Communication = null,
            EvaluateEvery = 1_000,
            Stop = new StopRule(1_000, Tolerance: null, TargetObjective: null, DivergenceFactor: 2),
            Seed = new Seed(1),
        };
    }
}
