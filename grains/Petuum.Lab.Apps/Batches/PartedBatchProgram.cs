using Petuum.Lab.Apps.Parts;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Batches;

/// <summary>A program on rows of features that knows nothing of them but its tables' first values.</summary>
public abstract class PartedBatchProgram : BatchProgram, IPartedProgram
{
    private protected PartedBatchProgram(RegressionData data, bool isPart)
        : base(data, isPart)
    {
    }

    /// <inheritdoc/>
    public long FactsBytes => Tables.Sum(FirstValues.BytesOf);

    /// <inheritdoc/>
    public IReadOnlyList<IndexRange> PartsOf(int workers) => Partition.ByCount(Data.Rows, workers);

    /// <inheritdoc/>
    public void SaveFacts(int workers, StateWriter facts)
    {
        foreach (TableDefinition table in Tables)
        {
            FirstValues.Save(table, facts);
        }
    }
}
