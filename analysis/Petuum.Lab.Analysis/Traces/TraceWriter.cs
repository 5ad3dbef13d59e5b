using System.Text.Encodings.Web;
using System.Text.Json;
using Petuum.Lab.Analysis.Charts;

namespace Petuum.Lab.Analysis.Traces;

/// <summary>A row of a trace; see <see cref="TraceWriter.AddTrack"/>.</summary>
public readonly record struct TraceTrack(int Index);

/// <summary>
/// Writes <c>trace.json</c> in the Chrome trace-event format, which opens in Perfetto: a process per role, a thread per
/// worker, shard or scheduler, complete events with times in microseconds of the run's own clock. Streams: nothing is
/// kept but the end of each track. Always leaves valid JSON behind, whatever it was given, once it is disposed.
/// </summary>
public sealed class TraceWriter : IDisposable
{
    private const int FlushBytes = 1 << 16;
    private readonly Stream _stream;
    private readonly Utf8JsonWriter _json;
    private readonly List<string> _processes = [];
    private readonly List<(int Process, int Thread)> _tracks = [];
    private readonly List<double> _trackEnds = [];
    private readonly SortedDictionary<(string Role, int Index), TraceTrack> _members =
        new(Comparer<(string Role, int Index)>.Create(CompareMembers));

    private bool _disposed;

    /// <summary>Starts a trace; <paramref name="stream"/> stays open.</summary>
    public TraceWriter(Stream stream)
    {
        _stream = stream;
        _json = new Utf8JsonWriter(
            stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _json.WriteStartObject();
        _json.WriteString("displayTimeUnit", "ms");
        _json.WriteStartArray("traceEvents");
    }

    /// <summary>Adds a track: a thread of a process, both named.</summary>
    /// <param name="process">The process; processes stand in the order in which they are first named.</param>
    /// <param name="thread">The thread.</param>
    /// <param name="rank">
    /// Where it stands among the threads of its process; in the order of addition if negative.
    /// </param>
    public TraceTrack AddTrack(string process, string thread, int rank = -1)
    {
        int pid = Process(process);
        int tid = _tracks.Count + 1;
        Metadata("thread_name", pid, tid, "name", thread);
        Metadata("thread_sort_index", pid, tid, "sort_index", rank < 0 ? tid : rank);
        _tracks.Add((pid, tid));
        _trackEnds.Add(double.NegativeInfinity);
        return new TraceTrack(_tracks.Count - 1);
    }

    /// <summary>A stretch of time on a track. Those of one track come in order and do not overlap.</summary>
    /// <param name="track">Where.</param>
    /// <param name="name">What is shown in the stretch.</param>
    /// <param name="startMicros">When it begins.</param>
    /// <param name="endMicros">When it ends.</param>
    /// <param name="clock">The round it belongs to; none if negative.</param>
    /// <exception cref="ArgumentException">
    /// A time is not finite, the end is before the start, or the last one had not ended.
    /// </exception>
    public void Span(TraceTrack track, string name, double startMicros, double endMicros, int clock = -1)
    {
        double free = _trackEnds[track.Index];
        if (!double.IsFinite(startMicros) || !double.IsFinite(endMicros) || endMicros < startMicros
            || startMicros < free)
        {
            throw new ArgumentException(
                $"the span '{name}' from {startMicros:R} to {endMicros:R} µs does not fit on a track that is free "
                + $"from {free:R} µs",
                nameof(startMicros));
        }

        _trackEnds[track.Index] = endMicros;
        (int pid, int tid) = _tracks[track.Index];
        Start("X", name, pid, tid);
        _json.WriteNumber("ts", startMicros);
        _json.WriteNumber("dur", endMicros - startMicros);
        if (clock >= 0)
        {
            _json.WriteStartObject("args");
            _json.WriteNumber("clock", clock);
            _json.WriteEndObject();
        }

        End();
    }

    /// <summary>Something that takes no time, on a track: a crash, a clock.</summary>
    /// <exception cref="ArgumentException">The time is not finite.</exception>
    public void Instant(TraceTrack track, string name, double micros)
    {
        RequireFinite(micros, nameof(micros));
        (int pid, int tid) = _tracks[track.Index];
        Start("i", name, pid, tid);
        _json.WriteNumber("ts", micros);
        _json.WriteString("s", "t");
        End();
    }

    /// <summary>A value from a time on, as a curve under a process: bytes in flight, parked reads.</summary>
    /// <exception cref="ArgumentException">The time or the value is not finite.</exception>
    public void Counter(string process, string name, double micros, double value)
    {
        RequireFinite(micros, nameof(micros));
        RequireFinite(value, nameof(value));
        Start("C", name, Process(process), 0);
        _json.WriteNumber("ts", micros);
        _json.WriteStartObject("args");
        _json.WriteNumber("value", value);
        _json.WriteEndObject();
        End();
    }

    /// <summary>
    /// A span of a member of the cluster on the track of its own: process <c>workers</c>, thread <c>worker 3</c>.
    /// Members get their tracks when their first span comes.
    /// </summary>
    /// <exception cref="ArgumentException">See <see cref="Span"/>.</exception>
    public void Add(in SpanRecord span)
    {
        if (!_members.TryGetValue((span.Role, span.Index), out TraceTrack track))
        {
            track = AddTrack(span.Role + "s", $"{span.Role} {span.Index}", span.Index);
            _members.Add((span.Role, span.Index), track);
        }

        Span(track, StateName(span.State), span.StartMicros, span.EndMicros, span.Clock);
    }

    /// <summary>Closes the JSON.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _json.WriteEndArray();
            _json.WriteEndObject();
            _json.Flush();
            _stream.WriteByte((byte)'\n');
            _json.Dispose();
        }
    }

    private static int CompareMembers((string Role, int Index) left, (string Role, int Index) right)
    {
        int roles = string.CompareOrdinal(left.Role, right.Role);
        return roles != 0 ? roles : left.Index.CompareTo(right.Index);
    }

    private static string StateName(SpanState state) => state switch
    {
        SpanState.Compute => "compute",
        SpanState.Wait => "wait",
        SpanState.Send => "send",
        SpanState.Down => "down",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "not a state"),
    };

    private static void RequireFinite(double value, string name)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentException($"a trace holds finite numbers, not {value:R}", name);
        }
    }

    private int Process(string name)
    {
        int known = _processes.IndexOf(name);
        if (known >= 0)
        {
            return known + 1;
        }

        _processes.Add(name);
        Metadata("process_name", _processes.Count, 0, "name", name);
        Metadata("process_sort_index", _processes.Count, 0, "sort_index", _processes.Count);
        return _processes.Count;
    }

    private void Metadata<T>(string kind, int pid, int tid, string key, T value)
    {
        Start("M", kind, pid, tid);
        _json.WriteStartObject("args");
        if (value is int number)
        {
            _json.WriteNumber(key, number);
        }
        else
        {
            _json.WriteString(key, value?.ToString());
        }

        _json.WriteEndObject();
        End();
    }

    private void Start(string phase, string name, int pid, int tid)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _json.WriteStartObject();
        _json.WriteString("ph", phase);
        _json.WriteString("name", name);
        _json.WriteNumber("pid", pid);
        _json.WriteNumber("tid", tid);
    }

    private void End()
    {
        _json.WriteEndObject();
        if (_json.BytesPending >= FlushBytes)
        {
            _json.Flush();
        }
    }
}
