using Petuum.Lab.Apps.Batches;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.KMeans;

/// <summary>
/// Centres as they are used: m_k = S_k / v_k, stored feature by feature, with ½‖m_k‖². The nearest centre of x is that
/// of the smallest ½‖m_k‖² − xᵀm_k, the first of those that are as near.
/// </summary>
public sealed class KMeansModel
{
    private readonly double[] _byFeature;
    private readonly double[] _halfNorms;
    private readonly double[] _scores;

    /// <summary>Room for <paramref name="clusters"/> centres of <paramref name="features"/> values.</summary>
    internal KMeansModel(int clusters, int features)
    {
        _byFeature = new double[checked(clusters * features)];
        (_halfNorms, _scores) = (new double[clusters], new double[clusters]);
    }

    /// <summary>The centres of a model: table <c>centres</c>.</summary>
    public KMeansModel(Model model)
        : this(model.Tables[KMeansProgram.CentreTable.Index].Rows,
            model.Tables[KMeansProgram.CentreTable.Index].Shape.Columns - 1)
    {
        for (int cluster = 0; cluster < Clusters; cluster++)
        {
            Set(cluster, model.Dense<double>(KMeansProgram.CentreTable, cluster));
        }
    }

    /// <summary>K.</summary>
    public int Clusters => _halfNorms.Length;

    /// <summary>Values of a centre.</summary>
    public int Features => _byFeature.Length / Clusters;

    /// <summary>m_k.</summary>
    public double[] Centre(int cluster)
    {
        double[] centre = new double[Features];
        for (int feature = 0; feature < centre.Length; feature++)
        {
            centre[feature] = _byFeature[(feature * Clusters) + cluster];
        }

        return centre;
    }

    /// <summary>
    /// The centre nearest to a row and the squared distance to it, at least 0. Features that no centre has count as 0
    /// there. Not for several threads at once.
    /// </summary>
    public (int Cluster, double SquaredDistance) Nearest(SparseVector row)
    {
        RowProducts.Multiply(row, _byFeature, _scores);
        int nearest = 0;
        double least = double.PositiveInfinity;
        for (int cluster = 0; cluster < _scores.Length; cluster++)
        {
            double score = _halfNorms[cluster] - _scores[cluster];
            if (score < least)
            {
                (nearest, least) = (cluster, score);
            }
        }

        return (nearest, Math.Max(0, RowProducts.SquaredNorm(row) + (2 * least)));
    }

    /// <summary>m_k = sums / count, of a row that has the sums and then the count.</summary>
    internal void Set(int cluster, ReadOnlySpan<double> row)
    {
        ReadOnlySpan<double> sums = row[..^1];
        double count = row[^1];
        double squares = 0;
        for (int feature = 0; feature < sums.Length; feature++)
        {
            double value = sums[feature] / count;
            _byFeature[(feature * Clusters) + cluster] = value;
            squares += value * value;
        }

        _halfNorms[cluster] = 0.5 * squares;
    }
}
