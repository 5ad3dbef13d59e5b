using System.Diagnostics;
using System.Diagnostics.Metrics;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Grains.Tests.Silo;

public sealed class MeterTests
{
    /// <summary>Names that dashboards rely on.</summary>
    private static readonly string[] Names =
    [
        "petuum.bytes.received", "petuum.bytes.sent", "petuum.clock", "petuum.compute", "petuum.cut",
        "petuum.cuts.stored", "petuum.lag", "petuum.reads.parked", "petuum.rows.read", "petuum.rows.received",
        "petuum.rows.sent", "petuum.wait", "petuum.wait.fraction",
    ];

    [Fact]
    public void Instruments_HaveTheirNames_AndTheReadmeExplainsThem()
    {
        using MachineMeter meter = new("names", new WorkerId(0));
        using Measured measured = new("names");
        Assert.Equal(Names, measured.Instruments.Order(StringComparer.Ordinal));
        string readme = File.ReadAllText(Path.Combine(Root(), "silo", "Petuum.Lab.Silo", "README.md"));
        Assert.All(Names, name => Assert.Contains($"`{name}`", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void Events_BecomeMeasurements()
    {
        using Measured measured = new("events");
        using MachineMeter meter = new("events", new WorkerId(1));
        Endpoint self = new WorkerId(1);
        Endpoint shard = new ShardId(0);
        meter.On(At(0, RunEventKind.WaitStarted, self, shard));
        meter.On(At(600_000, RunEventKind.WaitEnded, self, shard));
        meter.On(At(600_000, RunEventKind.ComputeStarted, self, shard));
        meter.On(At(800_000, RunEventKind.ComputeEnded, self, shard));
        meter.On(At(800_000, RunEventKind.MessageSent, self, shard, amount: 100));
        meter.On(At(900_000, RunEventKind.MessageDelivered, self, shard, amount: 70));
        meter.On(At(1_000_000, RunEventKind.RoundEnded, self, shard, clock: 6));
        meter.On(At(1_000_000, RunEventKind.ReadParked, self, shard));
        meter.OnCutStored(TimeSpan.FromMilliseconds(250));
        measured.Collect();
        Assert.Equal(0.6, measured["petuum.wait"], 9);
        Assert.Equal(0.2, measured["petuum.compute"], 9);
        Assert.Equal(0.6, measured["petuum.wait.fraction"], 9);
        Assert.Equal(100, measured["petuum.bytes.sent"]);
        Assert.Equal(70, measured["petuum.bytes.received"]);
        Assert.Equal(7, measured["petuum.clock"]);
        Assert.Equal(1, measured["petuum.reads.parked"]);
        Assert.Equal(1, measured["petuum.cuts.stored"]);
        Assert.Equal(0.25, measured["petuum.cut"], 9);
    }

    [Fact]
    public void Machines_AreToldApart_AndTheJobsOwnHasNoTagTwice()
    {
        using Measured measured = new("tags");
        (Endpoint Self, string[] Keys)[] machines =
        [
            (Endpoint.Job, ["job"]), (Endpoint.Scheduler, ["job", "scheduler"]),
            (new ShardId(2), ["job", "shard"]), (new WorkerId(1), ["job", "worker"]),
        ];
        foreach ((Endpoint self, string[] keys) in machines)
        {
            using MachineMeter meter = new("tags", self);
            meter.On(At(0, RunEventKind.MessageSent, self, self, amount: 1));
            Assert.Equal(keys, measured.Keys);
        }
    }

    [Fact]
    public void Gauges_OfAMachine_EndWithIt()
    {
        using Measured measured = new("ends");
        using (new MachineMeter("ends", new WorkerId(0)))
        {
            measured.Collect();
            Assert.Contains("petuum.clock", measured.Seen);
        }

        measured.Seen.Clear();
        measured.Collect();
        Assert.DoesNotContain("petuum.clock", measured.Seen);
    }

    [Fact]
    public void Rounds_AreSpansOfTheirOwn_WhenSomebodyTraces()
    {
        List<Activity> rounds = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == PetuumTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (Equals(activity.GetTagItem("job"), "traced"))
                {
                    rounds.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using MachineMeter meter = new("traced", new WorkerId(2));
        meter.On(At(0, RunEventKind.RoundStarted, new WorkerId(2), new WorkerId(2), clock: 4));
        meter.On(At(9, RunEventKind.RoundEnded, new WorkerId(2), new WorkerId(2), clock: 4));
        Activity round = Assert.Single(rounds);
        Assert.Equal("round", round.OperationName);
        Assert.Equal(4, round.GetTagItem("clock"));
        Assert.Equal(2, round.GetTagItem("worker"));
    }

    private static RunEvent At(
        long micros, RunEventKind kind, Endpoint self, Endpoint peer, int clock = 0, long amount = 0) =>
        new(kind, self, peer, clock, amount) { TimeMicros = micros };

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Petuum.Lab.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    /// <summary>The last value of each instrument for a job; counters and histograms add up.</summary>
    private sealed class Measured : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly Dictionary<string, double> _values = [];
        private readonly string _job;

        public Measured(string job)
        {
            _job = job;
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == PetuumTelemetry.Name)
                {
                    Instruments.Add(instrument.Name);
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.Start();
        }

        public List<string> Instruments { get; } = [];

        public HashSet<string> Seen { get; } = [];

        /// <summary>The keys of the last measurement's tags.</summary>
        public string[] Keys { get; private set; } = [];

        public double this[string name] => _values[name];

        public void Collect() => _listener.RecordObservableInstruments();

        public void Dispose() => _listener.Dispose();

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                if (tag.Key == "job" && Equals(tag.Value, _job))
                {
                    Seen.Add(instrument.Name);
                    Keys = [.. tags.ToArray().Select(own => own.Key)];
                    _values[instrument.Name] =
                        instrument.IsObservable ? value : _values.GetValueOrDefault(instrument.Name) + value;
                }
            }
        }
    }
}
