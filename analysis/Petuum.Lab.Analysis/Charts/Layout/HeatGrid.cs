namespace Petuum.Lab.Analysis.Charts.Layout;

/// <summary>Makes a matrix of more cells than can be told apart drawable.</summary>
public static class HeatGrid
{
    /// <summary>
    /// The matrix as an array, missing values as NaN; if it has more rows or columns than given, equal blocks of
    /// neighbours become their mean (over the values that have a colour).
    /// </summary>
    public static double[,] Of(HeatMapChart chart, int rowsMax, int columnsMax)
    {
        int high = (chart.Rows.Count + rowsMax - 1) / rowsMax;
        int wide = (chart.Columns.Count + columnsMax - 1) / columnsMax;
        var grid = new double[(chart.Rows.Count + high - 1) / high, (chart.Columns.Count + wide - 1) / wide];
        for (int r = 0; r < grid.GetLength(0); r++)
        {
            for (int c = 0; c < grid.GetLength(1); c++)
            {
                grid[r, c] = MeanOf(chart, r * high, c * wide, high, wide);
            }
        }

        return grid;
    }

    private static double MeanOf(HeatMapChart chart, int top, int left, int high, int wide)
    {
        double mean = 0;
        int count = 0;
        for (int r = top; r < Math.Min(top + high, Math.Min(chart.Rows.Count, chart.Values.Count)); r++)
        {
            IReadOnlyList<double> row = chart.Values[r];
            for (int c = left; c < Math.Min(left + wide, Math.Min(chart.Columns.Count, row.Count)); c++)
            {
                if (PlotScale.IsPlottable(row[c], chart.Value.Scale))
                {
                    count++;
                    mean += (row[c] / count) - (mean / count);
                }
            }
        }

        return count == 0 ? double.NaN : mean;
    }
}
