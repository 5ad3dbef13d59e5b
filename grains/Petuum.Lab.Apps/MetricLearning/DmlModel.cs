using Petuum.Lab.Apps.Batches;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MetricLearning;

/// <summary>A learnt metric: rows are as far apart as their images, ‖Lx − Ly‖.</summary>
public sealed class DmlModel
{
    private readonly double[] _byFeature;

    /// <summary>The metric of a model.</summary>
    /// <param name="model">Table <c>metric</c>: a row a feature, its column of L first.</param>
    public DmlModel(Model model)
    {
        Features = model.Tables[DmlProgram.MetricTable.Index].Rows;
        Rank = model.Tables[DmlProgram.MetricTable.Index].Shape.Columns - 1;
        _byFeature = new double[Features * Rank];
        for (int feature = 0; feature < Features; feature++)
        {
            model.Dense<double>(DmlProgram.MetricTable, feature)[..Rank].CopyTo(_byFeature.AsSpan(feature * Rank));
        }
    }

    /// <summary>Columns of L.</summary>
    public int Features { get; }

    /// <summary>Rows of L.</summary>
    public int Rank { get; }

    /// <summary>Lᵀ, a row a feature.</summary>
    internal ReadOnlySpan<double> ByFeature => _byFeature;

    /// <summary>Lx, of length <see cref="Rank"/>; features that the metric does not know count as 0.</summary>
    public void Map(SparseVector row, Span<double> image) => RowProducts.Multiply(row, _byFeature, image);
}
