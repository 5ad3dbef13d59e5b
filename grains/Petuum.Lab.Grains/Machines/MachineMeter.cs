using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Grains;

/// <summary>
/// What one machine adds to the metrics of the meter "Petuum.Lab" and to the traces of the source of that name. Made of
/// the machine's events; costs a comparison per event while nobody listens.
/// </summary>
internal sealed class MachineMeter : IDisposable
{
    private static readonly Meter Meter = new(PetuumTelemetry.Name);
    private static readonly ActivitySource Traces = new(PetuumTelemetry.Name);
    private static readonly ConcurrentDictionary<MachineMeter, bool> Live = new();

    private static readonly Counter<long> RowsRead = Meter.CreateCounter<long>(
        "petuum.rows.read", "{row}", "rows that programs read from their caches");

    private static readonly Counter<long> RowsReceived = Meter.CreateCounter<long>(
        "petuum.rows.received", "{row}", "rows that caches took from shards");

    private static readonly Counter<long> RowsSent = Meter.CreateCounter<long>(
        "petuum.rows.sent", "{row}", "rows that shards sent");

    private static readonly Counter<long> BytesSent = Meter.CreateCounter<long>(
        "petuum.bytes.sent", "By", "bytes of the messages that machines sent");

    private static readonly Counter<long> BytesReceived = Meter.CreateCounter<long>(
        "petuum.bytes.received", "By", "bytes of the messages that machines took");

    private static readonly Counter<long> ReadsParked = Meter.CreateCounter<long>(
        "petuum.reads.parked", "{read}", "reads that shards parked until the slowest worker was far enough");

    private static readonly Histogram<int> Lag = Meter.CreateHistogram(
        "petuum.lag", "{clock}", "lag of the stalest row of a read; -1 under BSP", null,
        new InstrumentAdvice<int> { HistogramBucketBoundaries = [-65, -33, -17, -9, -5, -4, -3, -2, -1, 0, 1, 2, 4] });

    private static readonly Counter<double> WaitSeconds = Meter.CreateCounter<double>(
        "petuum.wait", "s", "time that workers and the scheduler waited");

    private static readonly Counter<double> ComputeSeconds = Meter.CreateCounter<double>(
        "petuum.compute", "s", "time that workers and the scheduler computed");

    private static readonly Counter<long> CutsStored = Meter.CreateCounter<long>(
        "petuum.cuts.stored", "{cut}", "states of machines at cuts that were stored");

    private static readonly Histogram<double> CutSeconds = Meter.CreateHistogram<double>(
        "petuum.cut", "s", "time that storing a machine's state at a cut took");

    private static readonly ObservableGauge<int> Clocks = Meter.CreateObservableGauge(
        "petuum.clock", () => OfWorkers(meter => meter._clock), "{clock}", "rounds that a worker has completed");

    private static readonly ObservableGauge<double> WaitFractions = Meter.CreateObservableGauge(
        "petuum.wait.fraction", () => OfWorkers(meter => meter.WaitFraction), "1", "a worker's share of time waiting");

    private readonly Endpoint _self;
    private readonly KeyValuePair<string, object?>[] _tags;
    private long _beganMicros = -1;
    private long _nowMicros;
    private long _waitedMicros;
    private long _waitBeganMicros = -1;
    private long _computeBeganMicros = -1;
    private DateTimeOffset _roundBegan;
    private int _clock;

    /// <summary>The meter of a machine of a job.</summary>
    public MachineMeter(string job, Endpoint self)
    {
        _self = self;
        _tags = self.Role == Role.Job
            ? [new("job", job)]
            : [new("job", job), new(self.Role.ToString().ToLowerInvariant(), self.Index)];
        Live[this] = true;
    }

    private double WaitFraction
    {
        get
        {
            long now = Volatile.Read(ref _nowMicros);
            return now > _beganMicros ? (double)Volatile.Read(ref _waitedMicros) / (now - _beganMicros) : 0;
        }
    }

    /// <summary>Adds an event of the machine; called by one thread at a time.</summary>
    public void On(in RunEvent happened)
    {
        switch (happened.Kind)
        {
            case RunEventKind.MessageSent:
                BytesSent.Add(happened.Amount, _tags);
                break;
            case RunEventKind.MessageDelivered:
                BytesReceived.Add(happened.Amount, _tags);
                break;
            case RunEventKind.ReadParked:
                ReadsParked.Add(1, _tags);
                break;
            case RunEventKind.RowsSent when RowsSent.Enabled:
                RowsSent.Add(RowsOf(happened.Payload), _tags);
                break;
            case RunEventKind.RowsReceived when RowsReceived.Enabled:
                RowsReceived.Add(RowsOf(happened.Payload), _tags);
                break;
            case RunEventKind.RowsRead when RowsRead.Enabled || Lag.Enabled:
                OnRead(happened);
                break;
            default:
                OnTime(happened);
                break;
        }
    }

    /// <summary>Adds a state that was stored.</summary>
    public void OnCutStored(TimeSpan took)
    {
        CutsStored.Add(1, _tags);
        CutSeconds.Record(took.TotalSeconds, _tags);
    }

    /// <summary>The machine is gone, and with it its gauges.</summary>
    public void Dispose() => Live.TryRemove(this, out _);

    private void OnRead(in RunEvent happened)
    {
        if (happened.Payload is not RowView rows || rows.Count == 0)
        {
            return;
        }

        RowsRead.Add(rows.Count, _tags);
        if (Lag.Enabled && _self.Role == Role.Worker)
        {
            int oldest = int.MaxValue;
            for (int index = 0; index < rows.Count; index++)
            {
                oldest = Math.Min(oldest, rows.ProvenanceOf(index).Clock);
            }

            Lag.Record(oldest - 1 - happened.Clock, _tags);
        }
    }

    private void OnTime(in RunEvent happened)
    {
        Volatile.Write(ref _nowMicros, happened.TimeMicros);
        _beganMicros = _beganMicros < 0 ? happened.TimeMicros : _beganMicros;
        switch (happened.Kind)
        {
            case RunEventKind.WaitStarted:
                _waitBeganMicros = happened.TimeMicros;
                break;
            case RunEventKind.WaitEnded when _waitBeganMicros >= 0:
                Volatile.Write(ref _waitedMicros, _waitedMicros + happened.TimeMicros - _waitBeganMicros);
                WaitSeconds.Add((happened.TimeMicros - _waitBeganMicros) / 1e6, _tags);
                _waitBeganMicros = -1;
                break;
            case RunEventKind.ComputeStarted:
                _computeBeganMicros = happened.TimeMicros;
                break;
            case RunEventKind.ComputeEnded when _computeBeganMicros >= 0:
                ComputeSeconds.Add((happened.TimeMicros - _computeBeganMicros) / 1e6, _tags);
                _computeBeganMicros = -1;
                break;
            case RunEventKind.RoundStarted when Traces.HasListeners():
                _roundBegan = DateTimeOffset.UtcNow;
                break;
            case RunEventKind.RoundEnded:
                Volatile.Write(ref _clock, happened.Clock + 1);
                Trace(happened.Clock);
                break;
            default:
                break;
        }
    }

    /// <summary>A round as a span of its own: it has no caller.</summary>
    private void Trace(int clock)
    {
        if (_roundBegan != default && Traces.HasListeners())
        {
            Activity? caller = Activity.Current;
            Activity.Current = null;
            using (Activity? round = Traces.StartActivity(
                "round", ActivityKind.Internal, default(ActivityContext), _tags, startTime: _roundBegan))
            {
                round?.SetTag("clock", clock);
            }

            Activity.Current = caller;
        }
    }

    private static long RowsOf(object? payload)
    {
        long rows = 0;
        foreach (RowBatch batch in payload is RowsMessage message ? message.Batches : [])
        {
            rows += batch.Count;
        }

        return rows;
    }

    private static IEnumerable<Measurement<T>> OfWorkers<T>(Func<MachineMeter, T> value)
        where T : struct =>
        from meter in Live.Keys
        where meter._self.Role == Role.Worker
        select new Measurement<T>(value(meter), meter._tags);
}
