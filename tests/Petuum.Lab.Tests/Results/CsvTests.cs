using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Analysis.Results;

namespace Petuum.Lab.Tests.Results;

public sealed class CsvTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static Gen<Metric[]> Metrics =>
        from names in Hostile.Names(4)
        from values in Gen.ListOf(Hostile.Doubles, names.Length)
        select names.Zip(values, (name, value) => new Metric(name, value)).ToArray();

    private static Gen<ClockRecord> Clocks =>
        from counts in Gen.ListOf(Hostile.Longs, 4)
        from numbers in Gen.ListOf(Hostile.Doubles, 6)
        from present in Gen.Choose(0, 3)
        from metrics in Metrics
        select new ClockRecord
        {
            Clock = (int)counts[0],
            DataProcessed = counts[1],
            BytesSent = counts[2],
            Messages = counts[3],
            VirtualSeconds = (present & 1) != 0 ? numbers[0] : null,
            WallSeconds = (present & 2) != 0 ? numbers[1] : null,
            Objective = numbers[2],
            ComputeSeconds = numbers[3],
            WaitSeconds = numbers[4],
            SendSeconds = numbers[5],
            Metrics = metrics,
        };

    private static Gen<RunRecord> Runs =>
        from texts in Gen.ListOf(Hostile.Texts, 4)
        from keys in Hostile.Names(3)
        from counts in Gen.ListOf(Hostile.Longs, 6)
        from numbers in Gen.ListOf(Hostile.Doubles, 4)
        from verdict in Gen.Elements(Enum.GetValues<Verdict>())
        from metrics in Metrics
        select new RunRecord
        {
            Run = texts[0],
            Keys = [.. keys.Select((key, index) => new SweptKey(key, texts[1 + (index % 3)]))],
            Seed = (ulong)counts[0],
            Verdict = verdict,
            ExitCode = (int)verdict,
            Clocks = (int)counts[1],
            DataProcessed = counts[2],
            VirtualSeconds = counts[3] > 0 ? numbers[0] : null,
            BytesSent = counts[4],
            Messages = counts[5],
            Objective = numbers[1],
            Metrics = metrics,
            WaitFraction = numbers[2],
            MeanLag = numbers[3],
            Warnings = (int)counts[1],
        };

    [Fact]
    public void Clocks_ReadBackToTheBit()
    {
        Hostile.Check(Hostile.Lists(Clocks, 5), records =>
        {
            IReadOnlyList<ClockRecord> read = RoundTrip(stream => ClockCsv.Write(stream, records), ClockCsv.Read);
            return read.Count == records.Length && records.Zip(read).All(pair => Same(pair.First, pair.Second));
        });
    }

    [Fact]
    public void Runs_ReadBackToTheBit()
    {
        Hostile.Check(Hostile.Lists(Runs, 5), records =>
        {
            IReadOnlyList<RunRecord> read = RoundTrip(stream => RunCsv.Write(stream, records), RunCsv.Read);
            return read.Count == records.Length && records.Zip(read).All(pair => Same(pair.First, pair.Second));
        });
    }

    [Fact]
    public void PlainRecords_ReadBackToTheBit()
    {
        Gen<SeriesRecord> points =
            from name in Hostile.Texts
            from x in Hostile.Doubles
            from y in Hostile.Doubles
            select new SeriesRecord(name, x, y);
        Hostile.Check(Hostile.Lists(points, 6), records =>
        {
            IReadOnlyList<SeriesRecord> read = RoundTrip(
                stream => CsvFiles.WriteSeries(stream, records), CsvFiles.ReadSeries);
            return read.Count == records.Length && records.Zip(read).All(pair =>
                pair.First.Series == pair.Second.Series
                && Hostile.Same(pair.First.X, pair.Second.X)
                && Hostile.Same(pair.First.Y, pair.Second.Y));
        });
        Gen<LagRecord> lags =
            from table in Hostile.Texts
            from lag in Gen.Choose(int.MinValue, int.MaxValue)
            from count in Hostile.Longs
            select new LagRecord(table, lag, count);
        Hostile.Check(Hostile.Lists(lags, 6), records =>
            RoundTrip(stream => CsvFiles.WriteLags(stream, records), CsvFiles.ReadLags).SequenceEqual(records));
    }

    [Fact]
    public void Workers_ReadBack()
    {
        IReadOnlyList<WorkerRecord> workers = SampleRuns.Run().Workers;
        Assert.Equal(workers, RoundTrip(stream => CsvFiles.WriteWorkers(stream, workers), CsvFiles.ReadWorkers));
    }

    [Fact]
    public void Clocks_HaveTheDocumentedColumns()
    {
        ClockRecord record = SampleRuns.Run().Clocks[1];
        Assert.Equal(
            "clock,data_processed,virtual_seconds,bytes_sent,messages,objective,"
            + "compute_seconds,wait_seconds,send_seconds,train_rmse\n"
            + "1,100,0.1,1000,10,5,0.1,0.075,0.025,0.5\n",
            Write(stream => ClockCsv.Write(stream, [record])));
        Assert.Contains(
            ",send_seconds,wall_seconds,metric.clock\n",
            Write(stream => ClockCsv.Write(
                stream, [record with { WallSeconds = 1, Metrics = [new Metric("clock", 1)] }])),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_HaveTheDocumentedColumns()
    {
        RunResults run = SampleRuns.Run(7);
        Assert.Equal(
            "run,consistency.staleness,seed,verdict,exit_code,clocks,data_processed,virtual_seconds,bytes_sent,"
            + "messages,objective,train_rmse,odd,wait_fraction,mean_lag,warnings\n"
            + "run-2-7,2,7,sound,0,20,2000,2,20000,200,0.47619047619047616,0.5,NaN,0.375,-1.5,0\n",
            Write(stream => RunCsv.Write(stream, [RunRecord.From(run.Manifest, run.Summary)])));
    }

    [Fact]
    public void Metrics_ThatALineLacksStayMissing()
    {
        ClockRecord with = SampleRuns.Run().Clocks[1];
        ClockRecord without = with with { Metrics = [] };
        IReadOnlyList<ClockRecord> read = RoundTrip(stream => ClockCsv.Write(stream, [without, with]), ClockCsv.Read);
        Assert.Empty(read[0].Metrics);
        Assert.Equal(0.5, read[1].MetricOrNaN("train_rmse"));
        Assert.Equal(double.NaN, read[0].MetricOrNaN("train_rmse"));
    }

    [Fact]
    public void Metrics_OfOneNameOnOneLineAreRefused()
    {
        ClockRecord twice = SampleRuns.Run().Clocks[1] with { Metrics = [new Metric("a", 1), new Metric("a", 2)] };
        Assert.Throws<ArgumentException>(() => Write(stream => ClockCsv.Write(stream, [twice])));
    }

    [Theory]
    [InlineData("", 0, "clock")]
    [InlineData("clock,objective\n1,2\n", 0, "data_processed")]
    [InlineData("series,x,y\na,1,2\nb,oops,3\n", 3, "oops")]
    [InlineData("series,x,y\na,1,2\nb,1\n", 3, "")]
    public void Reading_NamesFileLineAndProblem(string text, int line, string problem)
    {
        string path = _folder.File("broken.csv");
        File.WriteAllText(path, text);
        ResultFileException failure = Assert.Throws<ResultFileException>(
            () => text.StartsWith("series", StringComparison.Ordinal)
                ? CsvFiles.ReadSeries(path).Count
                : ClockCsv.Read(path).Count);
        Assert.Equal(path, failure.Path);
        Assert.True(line == 0 || failure.Line == line, failure.Message);
        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
        Assert.NotEmpty(failure.Remedy);
    }

    public void Dispose() => _folder.Dispose();

    private static bool Same(ClockRecord left, ClockRecord right) =>
        (left.Clock, left.DataProcessed, left.BytesSent, left.Messages) == (
            right.Clock, right.DataProcessed, right.BytesSent, right.Messages)
        && Hostile.Same(left.VirtualSeconds, right.VirtualSeconds)
        && Hostile.Same(left.WallSeconds, right.WallSeconds)
        && Hostile.Same(left.Objective, right.Objective)
        && Hostile.Same(left.ComputeSeconds, right.ComputeSeconds)
        && Hostile.Same(left.WaitSeconds, right.WaitSeconds)
        && Hostile.Same(left.SendSeconds, right.SendSeconds)
        && Same(left.Metrics, right.Metrics);

    /// <summary>Keys of other lines come back with an empty value, and in the order of the columns.</summary>
    private static bool Same(RunRecord left, RunRecord right) =>
        (left.Run, left.Seed, left.Verdict, left.ExitCode, left.Clocks) == (
            right.Run, right.Seed, right.Verdict, right.ExitCode, right.Clocks)
        && (left.DataProcessed, left.BytesSent, left.Messages, left.Warnings) == (
            right.DataProcessed, right.BytesSent, right.Messages, right.Warnings)
        && Hostile.Same(left.VirtualSeconds, right.VirtualSeconds)
        && Hostile.Same(left.Objective, right.Objective)
        && Hostile.Same(left.WaitFraction, right.WaitFraction)
        && Hostile.Same(left.MeanLag, right.MeanLag)
        && left.Keys.All(right.Keys.Contains)
        && right.Keys.All(key => left.Keys.Contains(key) || key.Value.Length == 0)
        && Same(left.Metrics, right.Metrics);

    private static bool Same(IReadOnlyList<Metric> left, IReadOnlyList<Metric> right) =>
        left.Count == right.Count
        && left.All(metric =>
            right.Count(other => other.Name == metric.Name && Hostile.Same(other.Value, metric.Value)) == 1);

    private static string Write(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private T RoundTrip<T>(Action<Stream> write, Func<string, T> read)
    {
        string path = _folder.File("round-trip.csv");
        using (FileStream stream = File.Create(path))
        {
            write(stream);
        }

        return read(path);
    }
}
