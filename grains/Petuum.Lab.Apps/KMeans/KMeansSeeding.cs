using System.Numerics;
using Petuum.Lab.Apps.Batches;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.KMeans;

/// <summary>
/// First centres by greedy k-means++ (Arthur and Vassilvitskii 2007): rows drawn with a chance proportional to the
/// squared distance to the nearest one so far, the best of 2 + log₂K candidates each time. Drawn from a sample of the
/// rows that depends on the seed alone, so that shards and workers do not matter.
/// </summary>
internal sealed class KMeansSeeding : IRowInitializer
{
    /// <summary>Rows to draw from for each centre.</summary>
    private const int RowsPerCluster = 50;
    private const int RowsMin = 2000;

    private readonly SparseMatrix _rows;
    private readonly int[] _sample;
    private readonly double[] _norms;
    private readonly double[] _distances;
    private readonly double[] _centre;

    public KMeansSeeding(SparseMatrix rows, int clusters, Seed seed)
    {
        _rows = rows;
        Pcg32 chance = seed.Split("first centres").CreateGenerator();
        int[] order = new int[rows.Rows];
        for (int row = 0; row < order.Length; row++)
        {
            order[row] = row;
        }

        chance.Shuffle(order.AsSpan());
        _sample = order[..(int)Math.Min(order.Length, Math.Max(RowsMin, (long)RowsPerCluster * clusters))];
        _norms = Array.ConvertAll(_sample, row => RowProducts.SquaredNorm(rows.Row(row)));
        _distances = new double[_sample.Length];
        _centre = new double[rows.Columns];
        Chosen = Choose(clusters, chance);
    }

    /// <summary>The row that each centre starts at.</summary>
    public int[] Chosen { get; }

    /// <inheritdoc/>
    public void Initialize<T>(int row, Span<T> values)
        where T : unmanaged, INumber<T>
    {
        SparseVector start = _rows.Row(Chosen[row]);
        for (int n = 0; n < start.Count; n++)
        {
            values[start.Indices[n]] = T.CreateChecked(start.Values[n]);
        }

        values[^1] = T.One;
    }

    private int[] Choose(int clusters, Pcg32 chance)
    {
        int[] chosen = new int[clusters];
        Array.Fill(_distances, double.PositiveInfinity);
        double[] best = new double[_sample.Length];
        double[] trial = new double[_sample.Length];
        int candidates = 2 + BitOperations.Log2((uint)clusters);
        double total = Measure(0, _distances, best);
        chosen[0] = _sample[0];
        for (int cluster = 1; cluster < clusters; cluster++)
        {
            best.CopyTo(_distances, 0);
            double least = double.PositiveInfinity;
            for (int candidate = 0; candidate < candidates; candidate++)
            {
                int place = Draw(total, chance);
                double sum = Measure(place, _distances, trial);
                if (sum < least)
                {
                    (least, chosen[cluster]) = (sum, _sample[place]);
                    trial.CopyTo(best, 0);
                }
            }

            total = least;
        }

        return chosen;
    }

    /// <summary>A place in the sample, by its share of the distances; any if all are 0.</summary>
    private int Draw(double total, Pcg32 chance)
    {
        if (!(total > 0))
        {
            return chance.NextInt(_sample.Length);
        }

        double rest = chance.NextDouble() * total;
        int last = 0;
        for (int place = 0; place < _distances.Length; place++)
        {
            if (_distances[place] > 0)
            {
                last = place;
                rest -= _distances[place];
                if (rest < 0)
                {
                    break;
                }
            }
        }

        return last;
    }

    /// <summary>Distances when the row at a place is a centre too; returns their sum.</summary>
    private double Measure(int place, double[] before, double[] after)
    {
        Array.Clear(_centre);
        SparseVector centre = _rows.Row(_sample[place]);
        for (int n = 0; n < centre.Count; n++)
        {
            _centre[centre.Indices[n]] = centre.Values[n];
        }

        double total = 0;
        for (int other = 0; other < after.Length; other++)
        {
            SparseVector row = _rows.Row(_sample[other]);
            double product = 0;
            for (int n = 0; n < row.Count; n++)
            {
                product += row.Values[n] * _centre[row.Indices[n]];
            }

            double distance = other == place ? 0 : Math.Max(0, _norms[other] + _norms[place] - (2 * product));
            after[other] = Math.Min(before[other], distance);
            total += after[other];
        }

        return total;
    }
}
