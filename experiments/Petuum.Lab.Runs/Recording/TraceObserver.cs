using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Analysis.Traces;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Runs;

/// <summary>
/// Writes what workers, scheduler and shards did in a window of clocks to a trace: computing and waiting as spans, a
/// shard's clock as marks.
/// </summary>
internal sealed class TraceObserver : IRunObserver, IDisposable
{
    /// <summary>More spans than this do not open in a viewer; the trace stops there.</summary>
    public const int SpansMax = 200_000;

    private readonly TraceWriter _trace;
    private readonly int _fromClock;
    private readonly int _toClock;
    private readonly SortedDictionary<(Role Role, int Index), Stretch> _open = [];
    private readonly SortedDictionary<int, TraceTrack> _shards = [];
    private int _spans;

    /// <summary>Starts a trace of the clocks [<paramref name="fromClock"/>, <paramref name="toClock"/>).</summary>
    public TraceObserver(Stream stream, int fromClock, int toClock) =>
        (_trace, _fromClock, _toClock) = (new TraceWriter(stream), fromClock, toClock);

    /// <inheritdoc/>
    public void On(in RunEvent happened)
    {
        switch (happened.Kind)
        {
            case RunEventKind.ComputeStarted:
                Start(happened, SpanState.Compute);
                break;
            case RunEventKind.WaitStarted:
                Start(happened, SpanState.Wait);
                break;
            case RunEventKind.ComputeEnded or RunEventKind.WaitEnded:
                End(happened);
                break;
            case RunEventKind.ClockAdvanced when happened.Clock >= _fromClock && happened.Clock < _toClock:
                Mark(happened);
                break;
            default:
                break;
        }
    }

    /// <summary>Closes the trace.</summary>
    public void Dispose() => _trace.Dispose();

    private void Start(in RunEvent happened, SpanState state) =>
        _open[(happened.Source.Role, happened.Source.Index)] = new Stretch(state, happened.TimeMicros, happened.Clock);

    private void End(in RunEvent happened)
    {
        (Role Role, int Index) member = (happened.Source.Role, happened.Source.Index);
        if (!_open.Remove(member, out Stretch open)
            || open.Clock < _fromClock || open.Clock >= _toClock
            || happened.TimeMicros == open.SinceMicros
            || _spans == SpansMax)
        {
            return;
        }

        _spans++;
        _trace.Add(new SpanRecord(
            RoleName(member.Role), member.Index, open.SinceMicros, happened.TimeMicros, open.State, open.Clock));
    }

    private void Mark(in RunEvent happened)
    {
        int shard = happened.Source.Index;
        if (!_shards.TryGetValue(shard, out TraceTrack track))
        {
            track = _trace.AddTrack("shards", $"shard {shard}", shard);
            _shards.Add(shard, track);
        }

        if (_spans < SpansMax)
        {
            _spans++;
            _trace.Instant(track, $"clock {happened.Clock}", happened.TimeMicros);
        }
    }

    private static string RoleName(Role role) => role == Role.Scheduler ? WorkerRecord.Scheduler : WorkerRecord.Worker;

    private readonly record struct Stretch(SpanState State, long SinceMicros, int Clock);
}
