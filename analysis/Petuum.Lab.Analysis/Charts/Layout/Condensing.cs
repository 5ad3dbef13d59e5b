namespace Petuum.Lab.Analysis.Charts.Layout;

/// <summary>Makes a track of many short spans drawable without hiding what fills it.</summary>
public static class Condensing
{
    private static readonly int StateCount = Enum.GetValues<SpanState>().Length;

    /// <summary>
    /// The track itself, clipped to the scale, if it has at most twice as many spans as <paramref name="columns"/>;
    /// else one state for each column (the one that fills most of it), with equal neighbours joined.
    /// </summary>
    /// <param name="spans">Spans with a place on the scale that do not end before they start.</param>
    /// <param name="scale">The axis of time.</param>
    /// <param name="columns">How many columns can be told apart.</param>
    /// <returns>Spans in positions from 0 to 1.</returns>
    public static IReadOnlyList<GanttSpan> Track(IReadOnlyList<GanttSpan> spans, PlotScale scale, int columns)
    {
        GanttSpan[] placed = spans
            .Select(span => span with { Start = Place(span.Start, scale), End = Place(span.End, scale) })
            .Where(span => span.End > span.Start)
            .ToArray();
        return placed.Length <= 2 * columns ? placed : PerColumn(placed, columns);
    }

    private static List<GanttSpan> PerColumn(GanttSpan[] placed, int columns)
    {
        var filled = new double[columns, StateCount];
        foreach (GanttSpan span in placed)
        {
            int last = Math.Min((int)(span.End * columns), columns - 1);
            for (int column = Math.Min((int)(span.Start * columns), columns - 1); column <= last; column++)
            {
                double from = Math.Max(span.Start * columns, column);
                double to = Math.Min(span.End * columns, column + 1);
                filled[column, (int)span.State] += Math.Max(0, to - from);
            }
        }

        var condensed = new List<GanttSpan>();
        for (int column = 0; column < columns; column++)
        {
            double start = (double)column / columns;
            double end = (double)(column + 1) / columns;
            if (Fullest(filled, column) is not { } state)
            {
                continue;
            }

            if (condensed.Count > 0 && condensed[^1].State == state && condensed[^1].End == start)
            {
                condensed[^1] = condensed[^1] with { End = end };
            }
            else
            {
                condensed.Add(new GanttSpan(start, end, state));
            }
        }

        return condensed;
    }

    private static SpanState? Fullest(double[,] filled, int column)
    {
        int best = 0;
        for (int state = 1; state < StateCount; state++)
        {
            best = filled[column, state] > filled[column, best] ? state : best;
        }

        return filled[column, best] > 0 ? (SpanState)best : null;
    }

    private static double Place(double time, PlotScale scale) => Math.Clamp(scale.Project(time), 0, 1);
}
