using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Analysis.Charts.Layout;

/// <summary>Cuts lines and areas at the edges of the unit square, where 0 and 1 are an axis's bounds.</summary>
public static class Clipping
{
    /// <summary>The parts of an unbroken line that lie in the unit square, in drawing order.</summary>
    public static IReadOnlyList<IReadOnlyList<CurvePoint>> Line(IReadOnlyList<CurvePoint> line)
    {
        var parts = new List<IReadOnlyList<CurvePoint>>();
        var current = new List<CurvePoint>();
        for (int i = 0; i < line.Count; i++)
        {
            if (i > 0 && Segment(line[i - 1], line[i]) is (var from, var to))
            {
                if (current.Count > 0 && current[^1] != from)
                {
                    parts.Add(current);
                    current = [];
                }

                Append(current, from);
                Append(current, to);
            }
            else if (line.Count == 1 && IsInside(line[i]))
            {
                current.Add(line[i]);
            }
        }

        if (current.Count > 0)
        {
            parts.Add(current);
        }

        return parts;
    }

    /// <summary>
    /// The part of a polygon that lies in the unit square (Sutherland and Hodgman 1974); may be empty.
    /// </summary>
    public static IReadOnlyList<CurvePoint> Area(IReadOnlyList<CurvePoint> polygon)
    {
        IReadOnlyList<CurvePoint> rest = polygon;
        rest = Cut(rest, point => point.X);
        rest = Cut(rest, point => 1 - point.X);
        rest = Cut(rest, point => point.Y);
        rest = Cut(rest, point => 1 - point.Y);
        return rest.Select(point => new CurvePoint(Math.Clamp(point.X, 0, 1), Math.Clamp(point.Y, 0, 1))).ToArray();
    }

    /// <summary>Whether a point lies in the unit square or on its edge.</summary>
    public static bool IsInside(CurvePoint point) => point is { X: >= 0 and <= 1, Y: >= 0 and <= 1 };

    /// <summary>The part of a segment that lies in the unit square (Liang and Barsky 1984), or null.</summary>
    public static (CurvePoint From, CurvePoint To)? Segment(CurvePoint from, CurvePoint to)
    {
        double dx = to.X - from.X;
        double dy = to.Y - from.Y;
        double start = 0;
        double end = 1;
        foreach ((double slope, double room) in
            (ReadOnlySpan<(double, double)>)[(-dx, from.X), (dx, 1 - from.X), (-dy, from.Y), (dy, 1 - from.Y)])
        {
            if (slope == 0 && room < 0)
            {
                return null;
            }

            start = slope < 0 ? Math.Max(start, room / slope) : start;
            end = slope > 0 ? Math.Min(end, room / slope) : end;
        }

        return start <= end ? (Along(from, to, start), Along(from, to, end)) : null;
    }

    private static CurvePoint Along(CurvePoint from, CurvePoint to, double share) => share switch
    {
        0 => from,
        1 => to,
        _ => new CurvePoint(
            Math.Clamp(from.X + (share * (to.X - from.X)), 0, 1),
            Math.Clamp(from.Y + (share * (to.Y - from.Y)), 0, 1)),
    };

    private static void Append(List<CurvePoint> line, CurvePoint point)
    {
        if (line.Count == 0 || line[^1] != point)
        {
            line.Add(point);
        }
    }

    private static List<CurvePoint> Cut(IReadOnlyList<CurvePoint> polygon, Func<CurvePoint, double> side)
    {
        var kept = new List<CurvePoint>();
        for (int i = 0; i < polygon.Count; i++)
        {
            CurvePoint from = polygon[i];
            CurvePoint to = polygon[(i + 1) % polygon.Count];
            double before = side(from);
            double after = side(to);
            if (before >= 0)
            {
                kept.Add(from);
            }

            if ((before < 0) != (after < 0))
            {
                double share = before / (before - after);
                kept.Add(new CurvePoint(from.X + (share * (to.X - from.X)), from.Y + (share * (to.Y - from.Y))));
            }
        }

        return kept;
    }
}
