using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MetricLearning;

/// <summary>
/// Pairs of a row with its nearest rows of its own class, similar, and with its nearest of others, dissimilar: LMNN's
/// target neighbours and impostors (Weinberger and Saul 2009), found once, among at most 4,000 rows that the seed
/// chooses, and in the space of the principal directions.
/// </summary>
internal static class NeighbourPairs
{
    /// <summary>Neighbours of either kind that a row is paired with.</summary>
    public const int PerRow = 3;

    private const int CandidatesMax = 4000;

    /// <summary>
    /// At most as many pairs of each kind as wanted: of all rows, or of as many as it takes, which the seed chooses.
    /// </summary>
    public static (RowPairs Similar, RowPairs Dissimilar) Find(
        RegressionData data, PrincipalDirections space, int count, Seed seed)
    {
        int[] order = NearestNeighbours.Order(data.Rows, seed.Split("rows of pairs"));
        int[] candidates = NearestNeighbours.Order(data.Rows, seed.Split("neighbours of pairs"))[
            ..Math.Min(CandidatesMax, data.Rows)];
        double[] images = new double[candidates.Length * space.Count];
        double[] norms = new double[candidates.Length];
        for (int candidate = 0; candidate < candidates.Length; candidate++)
        {
            Span<double> image = images.AsSpan(candidate * space.Count, space.Count);
            space.Map(data.Features.Row(candidates[candidate]), image);
            norms[candidate] = Kernels.Dot<double>(image, image);
        }

        Nearest own = new(PerRow);
        Nearest others = new(PerRow);
        List<(int First, int Second)> similar = [];
        List<(int First, int Second)> dissimilar = [];
        double[] asked = new double[space.Count];
        for (int index = 0; index < order.Length && (long)index * PerRow < count; index++)
        {
            int row = order[index];
            own.Clear();
            others.Clear();
            space.Map(data.Features.Row(row), asked);
            for (int candidate = 0; candidate < candidates.Length; candidate++)
            {
                int other = candidates[candidate];
                if (other != row)
                {
                    double distance = norms[candidate]
                        - (2 * Kernels.Dot<double>(asked, images.AsSpan(candidate * space.Count, space.Count)));
                    (data.Labels[other] == data.Labels[row] ? own : others).Add(other, distance);
                }
            }

            similar.AddRange(own.Items.ToArray().Select(other => (row, other)));
            dissimilar.AddRange(others.Items.ToArray().Select(other => (row, other)));
        }

        return (Pairs(similar, count), Pairs(dissimilar, count));
    }

    private static RowPairs Pairs(List<(int First, int Second)> pairs, int count) => new(
        [.. pairs.Take(count).Select(pair => pair.First)], [.. pairs.Take(count).Select(pair => pair.Second)]);
}
