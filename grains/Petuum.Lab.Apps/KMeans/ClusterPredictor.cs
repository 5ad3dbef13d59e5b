using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.KMeans;

/// <summary>The nearest centre of a row and the distance to it.</summary>
/// <param name="model">The centres.</param>
internal sealed class ClusterPredictor(KMeansModel model) : Predictor
{
    /// <inheritdoc/>
    public override DataKind Kind => DataKind.Regression;

    /// <inheritdoc/>
    public override int? Features => model.Features;

    /// <inheritdoc/>
    public override Prediction Apply(RegressionData rows)
    {
        (int Cluster, double SquaredDistance)[] nearest = new (int, double)[rows.Rows];
        double sum = 0;
        for (int row = 0; row < nearest.Length; row++)
        {
            nearest[row] = model.Nearest(rows.Features.Row(row));
            sum += nearest[row].SquaredDistance;
        }

        return new Prediction
        {
            Columns = ["cluster", "distance"],
            Count = nearest.Length,
            Line = row => [Text(nearest[row].Cluster), Text(Math.Sqrt(nearest[row].SquaredDistance))],
            Scores = [new Metric("meanSquaredDistance", sum / Math.Max(1, nearest.Length))],
        };
    }
}
