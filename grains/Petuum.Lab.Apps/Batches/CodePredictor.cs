using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Batches;

/// <summary>The best codes of rows in the atoms of a model; features that it has never seen count as 0.</summary>
/// <param name="model">The atoms.</param>
internal sealed class CodePredictor(FactorModel model) : Predictor
{
    /// <inheritdoc/>
    public override DataKind Kind => DataKind.Regression;

    /// <inheritdoc/>
    public override int? Features => model.Features;

    /// <inheritdoc/>
    public override Prediction Apply(RegressionData rows)
    {
        double[] codes = new double[rows.Rows * model.Rank];
        FactorErrors errors = default;
        for (int row = 0; row < rows.Rows; row++)
        {
            Span<double> code = codes.AsSpan(row * model.Rank, model.Rank);
            errors = errors.With(model.Encode(rows.Features.Row(row), code), code, rows.Features.Row(row));
        }

        return new Prediction
        {
            Columns = [.. Enumerable.Range(1, model.Rank).Select(atom => $"code{atom}")],
            Count = rows.Rows,
            Line = row => Array.ConvertAll(codes[(row * model.Rank)..((row + 1) * model.Rank)], Text),
            Scores = [new Metric("relativeError", errors.Relative)],
        };
    }
}
