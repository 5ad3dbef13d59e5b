using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MetricLearning;

/// <summary>Rows as a learnt metric sees them, Lx: Euclidean distances between these are the learnt ones.</summary>
/// <param name="model">L.</param>
internal sealed class MetricPredictor(DmlModel model) : Predictor
{
    /// <inheritdoc/>
    public override DataKind Kind => DataKind.Regression;

    /// <inheritdoc/>
    public override int? Features => model.Features;

    /// <inheritdoc/>
    public override Prediction Apply(RegressionData rows) => new()
    {
        Columns = [.. Enumerable.Range(1, model.Rank).Select(dimension => $"x{dimension}")],
        Count = rows.Rows,
        Line = row =>
        {
            double[] image = new double[model.Rank];
            model.Map(rows.Features.Row(row), image);
            return Array.ConvertAll(image, Text);
        },
        Scores = [],
    };
}
