namespace Petuum.Lab.Analysis.Charts.Layout;

/// <summary>Moves labels apart.</summary>
public static class LabelPlacement
{
    /// <summary>
    /// Centres for labels of height <paramref name="height"/> so that none overlap, all lie between two bounds, their
    /// order is that of the wishes (ties keep the order given), and the squares of the moves add up to the least.
    /// </summary>
    /// <param name="wishes">Where each label's centre would best be.</param>
    /// <param name="height">The height of every label.</param>
    /// <param name="min">The least edge of a label.</param>
    /// <param name="max">The greatest edge of a label.</param>
    /// <returns>One centre a label, in the order of the wishes; null if they do not fit.</returns>
    public static double[]? Spread(IReadOnlyList<double> wishes, double height, double min, double max)
    {
        if (wishes.Count * height > max - min)
        {
            return null;
        }

        int[] order = Enumerable.Range(0, wishes.Count).OrderBy(i => wishes[i]).ThenBy(i => i).ToArray();
        double lowest = min + (height / 2);
        double highest = max - (height / 2) - ((wishes.Count - 1) * height);
        var blocks = new List<(double Sum, int Count)>();
        for (int rank = 0; rank < order.Length; rank++)
        {
            (double Sum, int Count) block = (wishes[order[rank]] - (rank * height), 1);
            while (blocks.Count > 0 && blocks[^1].Sum / blocks[^1].Count >= block.Sum / block.Count)
            {
                block = (block.Sum + blocks[^1].Sum, block.Count + blocks[^1].Count);
                blocks.RemoveAt(blocks.Count - 1);
            }

            blocks.Add(block);
        }

        var centres = new double[wishes.Count];
        int next = 0;
        foreach ((double sum, int count) in blocks)
        {
            double start = Math.Clamp(sum / count, lowest, Math.Max(lowest, highest));
            for (int i = 0; i < count; i++, next++)
            {
                centres[order[next]] = start + (next * height);
            }
        }

        return centres;
    }
}
