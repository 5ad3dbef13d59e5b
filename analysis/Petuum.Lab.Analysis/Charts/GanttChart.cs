namespace Petuum.Lab.Analysis.Charts;

/// <summary>Who did what when: a track per worker or shard, spans coloured by state.</summary>
public sealed record GanttChart : Chart
{
    /// <summary>The horizontal axis, linear.</summary>
    public required Axis Time { get; init; }

    /// <summary>The tracks from top to bottom.</summary>
    public required IReadOnlyList<GanttTrack> Tracks { get; init; }

    /// <inheritdoc/>
    public override bool IsEmpty => !Tracks.Any(track => track.Spans.Any(
        span => double.IsFinite(span.Start) && double.IsFinite(span.End) && span.End >= span.Start));

    /// <summary>The name of a state in the legend.</summary>
    public static string NameOf(SpanState state) => state switch
    {
        SpanState.Compute => "compute",
        SpanState.Wait => "wait",
        SpanState.Send => "send",
        SpanState.Down => "down",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "not a state"),
    };

    /// <summary>The colour of a state, the same as in charts of where the time went.</summary>
    public static ChartColor ColorOf(SpanState state) => state switch
    {
        SpanState.Compute => ChartColor.Blue,
        SpanState.Wait => ChartColor.Vermillion,
        SpanState.Send => ChartColor.Sky,
        _ => ChartColor.Grey,
    };

    /// <inheritdoc/>
    public override ChartTable ToTable()
    {
        (string Track, GanttSpan Span)[] all =
            [.. Tracks.SelectMany(track => track.Spans.Select(span => (track.Name, span)))];
        return new ChartTable([
            new("track", all.Select(row => row.Track)),
            new(Time with { Label = "start" }, all.Select(row => (double?)row.Span.Start)),
            new(Time with { Label = "end" }, all.Select(row => (double?)row.Span.End)),
            new("state", all.Select(row => NameOf(row.Span.State))),
        ]);
    }

    /// <inheritdoc/>
    protected override string Summarize() =>
        $"Time line of {Tracks.Count} tracks over {Time.Label}: {List(Tracks, track => track.Name)}";
}

/// <summary>One worker or shard.</summary>
/// <param name="Name">The label left of it.</param>
/// <param name="Spans">What it did, in order of time; spans that end before they start are left out.</param>
public sealed record GanttTrack(string Name, IReadOnlyList<GanttSpan> Spans);

/// <summary>A stretch of time in one state.</summary>
/// <param name="Start">When it starts, in the axis's unit.</param>
/// <param name="End">When it ends.</param>
/// <param name="State">What is done meanwhile.</param>
public readonly record struct GanttSpan(double Start, double End, SpanState State);

/// <summary>What a worker or shard does.</summary>
public enum SpanState
{
    /// <summary>Computes (a shard: applies updates).</summary>
    Compute,

    /// <summary>Waits for rows that are fresh enough.</summary>
    Wait,

    /// <summary>Sends.</summary>
    Send,

    /// <summary>Has crashed and is not back yet.</summary>
    Down,
}
