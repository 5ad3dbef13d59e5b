using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MetricLearning;

/// <summary>
/// Classification by the labels of the 5 nearest rows. Of the rows learnt from at most 4,000 are asked, about at most
/// 1,000 rows: those to test on, or others of the same; which, the seed decides.
/// </summary>
internal sealed class NearestNeighbours
{
    /// <summary>Rows that neighbours are looked for among, at most.</summary>
    public const int ReferencesMax = 4000;

    private const int Neighbours = 5;
    private const int QueriesMax = 1000;

    private readonly RegressionData _known;
    private readonly RegressionData _asked;
    private readonly int[] _references;
    private readonly int[] _queries;
    private readonly Nearest _nearest = new(Neighbours);

    public NearestNeighbours(RegressionData known, RegressionData? test, Seed seed)
    {
        (_known, _asked) = (known, test ?? known);
        int[] order = Order(known.Rows, seed.Split("references"));
        int held = test is null ? Math.Min(QueriesMax, known.Rows / 5) : 0;
        _queries = test is null
            ? order[..held]
            : Order(test.Rows, seed.Split("queries"))[..Math.Min(QueriesMax, test.Rows)];
        _references = order[held..Math.Min(known.Rows, held + ReferencesMax)];
    }

    /// <summary>The share of rows asked about that get their label, by Euclidean distances.</summary>
    public double EuclideanAccuracy()
    {
        double[] query = new double[_known.Columns];
        double[] norms = Array.ConvertAll(
            _references, row => Batches.RowProducts.SquaredNorm(_known.Features.Row(row)));
        return Accuracy((row, distances) =>
        {
            SparseVector x = _asked.Features.Row(row);
            Array.Clear(query);
            for (int n = 0; n < x.Count && x.Indices[n] < query.Length; n++)
            {
                query[x.Indices[n]] = x.Values[n];
            }

            for (int reference = 0; reference < distances.Length; reference++)
            {
                SparseVector y = _known.Features.Row(_references[reference]);
                double product = 0;
                for (int n = 0; n < y.Count; n++)
                {
                    product += y.Values[n] * query[y.Indices[n]];
                }

                distances[reference] = norms[reference] - (2 * product);
            }
        });
    }

    /// <summary>The same in a learnt metric.</summary>
    public double Accuracy(DmlModel model)
    {
        double[] images = new double[_references.Length * model.Rank];
        double[] norms = new double[_references.Length];
        for (int reference = 0; reference < _references.Length; reference++)
        {
            Span<double> image = images.AsSpan(reference * model.Rank, model.Rank);
            model.Map(_known.Features.Row(_references[reference]), image);
            norms[reference] = Kernels.Dot<double>(image, image);
        }

        double[] query = new double[model.Rank];
        return Accuracy((row, distances) =>
        {
            model.Map(_asked.Features.Row(row), query);
            for (int reference = 0; reference < distances.Length; reference++)
            {
                ReadOnlySpan<double> image = images.AsSpan(reference * model.Rank, model.Rank);
                distances[reference] = norms[reference] - (2 * Kernels.Dot(query, image));
            }
        });
    }

    /// <summary>0 … count − 1 in a random order.</summary>
    public static int[] Order(int count, Seed seed)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        seed.CreateGenerator().Shuffle(order.AsSpan());
        return order;
    }

    /// <summary>Distances to the references, up to what is the same for all of them, decide.</summary>
    private double Accuracy(Action<int, double[]> measure)
    {
        double[] distances = new double[_references.Length];
        int right = 0;
        foreach (int query in _queries)
        {
            measure(query, distances);
            right += Vote(distances) == _asked.Labels[query] ? 1 : 0;
        }

        return (double)right / Math.Max(1, _queries.Length);
    }

    /// <summary>The label of most of the nearest; of several, that of the nearest among them.</summary>
    private double Vote(double[] distances)
    {
        _nearest.Clear();
        for (int reference = 0; reference < distances.Length; reference++)
        {
            _nearest.Add(reference, distances[reference]);
        }

        ReadOnlySpan<int> nearest = _nearest.Items;
        (double label, int most) = (double.NaN, 0);
        for (int place = 0; place < nearest.Length; place++)
        {
            double candidate = _known.Labels[_references[nearest[place]]];
            int votes = 0;
            for (int other = 0; other < nearest.Length; other++)
            {
                votes += _known.Labels[_references[nearest[other]]] == candidate ? 1 : 0;
            }

            (label, most) = votes > most ? (candidate, votes) : (label, most);
        }

        return label;
    }
}
