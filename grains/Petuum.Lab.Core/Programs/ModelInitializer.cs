using System.Numerics;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Programs;

/// <summary>Dense rows as they are in a model: where a run goes on from an earlier one.</summary>
/// <param name="model">The model.</param>
/// <param name="table">The table of it whose rows are taken; of the same element type and width.</param>
/// <param name="rowOf">
/// The model's row for each row, −1 for those that it has not; null if both are numbered the same.
/// </param>
/// <param name="fresh">Fills the rows that the model has not; null leaves them zero.</param>
public sealed class ModelInitializer(
    Model model, TableId table, int[]? rowOf = null, IRowInitializer? fresh = null) : IRowInitializer
{
    /// <inheritdoc/>
    public void Initialize<T>(int row, Span<T> values)
        where T : unmanaged, INumber<T>
    {
        int source = rowOf is null ? row : rowOf[row];
        if (source >= 0)
        {
            model.Dense<T>(table, source).CopyTo(values);
        }
        else
        {
            fresh?.Initialize(row, values);
        }
    }
}
