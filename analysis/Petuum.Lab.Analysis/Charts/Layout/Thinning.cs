using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Analysis.Charts.Layout;

/// <summary>Leaves out points of a line that no pixel would show.</summary>
public static class Thinning
{
    /// <summary>
    /// Of each run of points in one column of width 1 / <paramref name="columns"/> only the first, the lowest, the
    /// highest and the last, in their order.
    /// </summary>
    public static IReadOnlyList<CurvePoint> PerColumn(IReadOnlyList<CurvePoint> line, int columns)
    {
        if (line.Count <= 2 * columns)
        {
            return line;
        }

        var kept = new List<CurvePoint>();
        int first = 0;
        while (first < line.Count)
        {
            double column = Math.Floor(line[first].X * columns);
            int low = first;
            int high = first;
            int last = first;
            while (last + 1 < line.Count && Math.Floor(line[last + 1].X * columns) == column)
            {
                last++;
                low = line[last].Y < line[low].Y ? last : low;
                high = line[last].Y > line[high].Y ? last : high;
            }

            foreach (int index in (int[])[first, Math.Min(low, high), Math.Max(low, high), last])
            {
                if (kept.Count == 0 || kept[^1] != line[index])
                {
                    kept.Add(line[index]);
                }
            }

            first = last + 1;
        }

        return kept;
    }
}
