using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Traces;
using Petuum.Lab.Tests.Results;

namespace Petuum.Lab.Tests.Traces;

public sealed class TraceTests
{
    /// <summary>Beyond 10¹⁵ µs, thirty years, a double cannot tell a span's start from its end.</summary>
    private static Gen<double> TimesOfThisWorld =>
        Hostile.Doubles.Where(micros => !double.IsFinite(micros) || Math.Abs(micros) < 1e15);

    private static Gen<SpanRecord> Spans =>
        from role in Gen.OneOf(Gen.Elements("worker", "shard"), Hostile.Texts)
        from index in Gen.Choose(0, 3)
        from start in Gen.OneOf(Gen.Choose(0, 100).Select(micros => (double)micros), TimesOfThisWorld)
        from length in Gen.Choose(-2, 20)
        from state in Gen.Elements(Enum.GetValues<SpanState>())
        select new SpanRecord(role, index, start, start + length, state, index);

    [Fact]
    public void Trace_IsValidAndItsSpansDoNotOverlap_WhateverComesIn()
    {
        Hostile.Check(Hostile.Lists(Spans, 30), spans =>
        {
            JsonElement[] events = Write(trace =>
            {
                foreach (SpanRecord span in spans)
                {
                    AddIfItFits(trace, span);
                }
            });
            return events.Where(entry => Phase(entry) == "X")
                .GroupBy(entry => (entry.GetProperty("pid").GetInt32(), entry.GetProperty("tid").GetInt32()))
                .All(track => DoNotOverlap([.. track]));
        });
    }

    [Fact]
    public void Trace_NamesAProcessPerRoleAndAThreadPerMember()
    {
        JsonElement[] events = Write(trace =>
        {
            trace.Add(new SpanRecord("worker", 1, 0, 5, SpanState.Compute, 0));
            trace.Add(new SpanRecord("shard", 0, 1, 2, SpanState.Send, -1));
            trace.Add(new SpanRecord("worker", 1, 5, 7.5, SpanState.Wait, 1));
            trace.Add(new SpanRecord("worker", 0, 0, 9, SpanState.Down, 0));
        });
        Assert.Equal(["workers", "shards"], Names(events, "process_name"));
        Assert.Equal(["worker 1", "shard 0", "worker 0"], Names(events, "thread_name"));
        JsonElement wait = events.Single(entry => entry.GetProperty("name").GetString() == "wait");
        Assert.Equal(5, wait.GetProperty("ts").GetDouble());
        Assert.Equal(2.5, wait.GetProperty("dur").GetDouble());
        Assert.Equal(1, wait.GetProperty("args").GetProperty("clock").GetInt32());
    }

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(0, double.PositiveInfinity)]
    [InlineData(2, 1)]
    public void Span_ThatTakesNoTimeOfThisWorldIsRefused(double start, double end) => Write(trace =>
    {
        TraceTrack track = trace.AddTrack("p", "t");
        Assert.Throws<ArgumentException>(() => trace.Span(track, "x", start, end));
        Assert.Throws<ArgumentException>(() => trace.Counter("p", "bytes", 0, double.NaN));
        Assert.Throws<ArgumentException>(() => trace.Instant(track, "i", double.NaN));
    });

    [Fact]
    public void Span_ThatBeginsBeforeTheLastOneEndedIsRefused() => Write(trace =>
    {
        TraceTrack track = trace.AddTrack("p", "t");
        trace.Span(track, "first", 0, 5);
        Assert.Throws<ArgumentException>(() => trace.Span(track, "second", 4, 6));
        trace.Span(track, "third", 5, 6);
        trace.Instant(track, "crash", 5.5);
        trace.Counter("p", "bytes in flight", 5.5, 1e9);
    });

    [Fact]
    public void Trace_LargerThanItsBufferIsValid()
    {
        JsonElement[] events = Write(trace =>
        {
            TraceTrack track = trace.AddTrack("p", "t");
            for (int i = 0; i < 5000; i++)
            {
                trace.Span(track, "compute", i, i + 1, i);
            }
        });
        Assert.Equal(5000, events.Count(entry => Phase(entry) == "X"));
    }

    private static void AddIfItFits(TraceWriter trace, SpanRecord span)
    {
        try
        {
            trace.Add(span);
        }
        catch (ArgumentException)
        {
            // Refused as it should be; the law is about what was let in.
        }
    }

    private static bool DoNotOverlap(JsonElement[] track) => track.Zip(track.Skip(1)).All(pair =>
        pair.First.GetProperty("ts").GetDouble() + pair.First.GetProperty("dur").GetDouble()
        <= pair.Second.GetProperty("ts").GetDouble() * (1 + 1e-15));

    private static string Phase(JsonElement entry) => entry.GetProperty("ph").GetString()!;

    private static IEnumerable<string?> Names(JsonElement[] events, string kind) => events
        .Where(entry => Phase(entry) == "M" && entry.GetProperty("name").GetString() == kind)
        .Select(entry => entry.GetProperty("args").GetProperty("name").GetString());

    private static JsonElement[] Write(Action<TraceWriter> write)
    {
        using var stream = new MemoryStream();
        using (var trace = new TraceWriter(stream))
        {
            write(trace);
        }

        return [.. JsonElement.Parse(stream.ToArray()).GetProperty("traceEvents").EnumerateArray()];
    }
}
